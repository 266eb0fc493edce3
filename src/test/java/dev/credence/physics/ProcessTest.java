package dev.credence.physics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProcessTest {

  @Test
  void isNamedAsOnTheCommandLine() {
    assertThat(Process.named("gg-ggg")).isSameAs(Process.GG_GGG);
    assertThat(Process.named("gg-Hg")).isSameAs(Process.GG_HG);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Process.named("gg-gg"))
        .withMessage("unknown process 'gg-gg', known are gg-ggg, gg-Hg");
  }

  @ParameterizedTest
  @EnumSource
  void conservesMomentumOnTheMassShell(Process process) {
    SplittableRandom random = new SplittableRandom(51);
    double[] event = new double[process.eventLength()];
    for (int i = 0; i < 20_000; i++) {
      process.generate(random, event, 0);
      FourMomentum balance = FourMomentum.at(event, 0).plus(FourMomentum.at(event, 4));
      double total = balance.e();
      for (int k = 0; k < process.outgoing().size(); k++) {
        FourMomentum p = FourMomentum.at(event, Process.BEAMS + 4 * k);
        double mass = process.outgoing().get(k).equals("H") ? HiggsAmplitude.HIGGS_MASS : 0;
        assertThat(Math.abs(p.mass2() - mass * mass) <= 1e-12 * p.e() * p.e()).isTrue();
        balance = balance.minus(p);
      }
      double worst =
          Math.abs(balance.e())
              + Math.abs(balance.px())
              + Math.abs(balance.py())
              + Math.abs(balance.pz());
      assertThat(worst <= 1e-12 * total).as("left over %s", balance).isTrue();
    }
  }

  @Test
  void threeGluonsPassTheCuts() {
    SplittableRandom random = new SplittableRandom(52);
    double[] event = new double[Process.GG_GGG.eventLength()];
    for (int i = 0; i < 20_000; i++) {
      Process.GG_GGG.generate(random, event, 0);
      FourMomentum[] p = new FourMomentum[3];
      for (int k = 0; k < 3; k++) {
        p[k] = FourMomentum.at(event, 8 + 4 * k);
        double theta = Math.atan2(p[k].pt(), p[k].pz());
        assertThat(p[k].pt()).isGreaterThan(20);
        assertThat(Math.abs(Math.log(Math.tan(theta / 2)))).isLessThan(5);
      }
      for (int k = 0; k < 3; k++) {
        assertThat(p[k].deltaR(p[(k + 1) % 3])).isGreaterThan(0.4);
      }
      assertThat(Process.GG_GGG.amplitude(event, 0)).isPositive().isFinite();
    }
  }

  @Test
  void higgsAndGluonBalanceInTheStatedEnergyRange() {
    SplittableRandom random = new SplittableRandom(53);
    double[] event = new double[Process.GG_HG.eventLength()];
    double lowest = Double.POSITIVE_INFINITY;
    double highest = 0;
    for (int i = 0; i < 20_000; i++) {
      Process.GG_HG.generate(random, event, 0);
      lowest = Math.min(lowest, 2 * event[0]);
      highest = Math.max(highest, 2 * event[0]);
      double s = Kinematics.twoDot(event, 0, 0, 1);
      double t = -Kinematics.twoDot(event, 0, 0, 3);
      double u = -Kinematics.twoDot(event, 0, 1, 3);
      assertThat(s + t + u).isCloseTo(125 * 125, within(1e-12 * s));
      assertThat(FourMomentum.at(event, 8).pt()).isGreaterThan(30);
      assertThat(FourMomentum.at(event, 12).pt()).isGreaterThan(30);
      assertThat(Process.GG_HG.amplitude(event, 0)).isPositive().isFinite();
    }
    assertThat(lowest).isBetween(160.0, 165.0);
    assertThat(highest).isBetween(995.0, 1000.0 + 1e-9);
  }
}
