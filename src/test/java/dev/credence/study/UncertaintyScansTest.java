package dev.credence.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.credence.calibration.Estimate;
import dev.credence.physics.Inputs;
import dev.credence.physics.Process;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scans of made-up figures, whose answers are known. */
class UncertaintyScansTest {
  private static final Contender BNN = Contender.BAYESIAN;
  private static final UncertaintyOptions OPTIONS =
      new UncertaintyOptions(
          Process.GG_GGG,
          Inputs.INVARIANTS,
          1000,
          List.of(0.04, 0.01),
          0.12,
          List.of(100),
          List.of(8),
          2,
          1,
          500,
          1);
  private static final Setting EXACT = UncertaintyScans.noise(OPTIONS, 0);
  private static final Setting NOISY = UncertaintyScans.noise(OPTIONS, 0.04);

  @Test
  void findsTheScansInOrder() {
    UncertaintyScans scans =
        scans(
            point(NOISY, 1, 1),
            point(new Setting(1000, 8, 0, 0), 1, 1),
            point(new Setting(100, 64, 0, 0), 1, 1),
            point(EXACT, 1, 1),
            point(UncertaintyScans.calibration(OPTIONS), 1, 1));
    assertThat(scans.noiseScan(BNN)).extracting(Repeated::setting).containsExactly(EXACT, NOISY);
    assertThat(scans.noisyScan(BNN)).extracting(Repeated::setting).containsExactly(NOISY);
    assertThat(scans.sizeScan(BNN, 0))
        .extracting(p -> p.setting().points())
        .containsExactly(100, 1000);
    assertThat(scans.widthScan(BNN)).extracting(p -> p.setting().width()).containsExactly(8, 64);
    assertThat(scans.noiseScan(Contender.REPULSIVE)).isEmpty();
  }

  /** sigma_0 = 0.03 and noise 0.04 make 0.05; 0.055 +- 0.001 found is 1.1 of that. */
  @Test
  void comparesWithWhatIsExpected() {
    UncertaintyScans scans = scans(point(EXACT, 0.03, 0.03), point(NOISY, 0.054, 0.056));
    Estimate ratio = scans.ofExpected(BNN, Figure.SIGMA_SYST, 0.04);
    assertThat(ratio.value()).isCloseTo(1.1, within(1e-12));
    assertThat(ratio.standardError()).isCloseTo(0.001 / 0.05, within(1e-12));

    // sigma_0 = 0.03 +- 0.001 moves what is expected by 0.03 / 0.05 of that.
    UncertaintyScans loose = scans(point(EXACT, 0.029, 0.031), point(NOISY, 0.05, 0.05));
    Estimate one = loose.ofExpected(BNN, Figure.SIGMA_SYST, 0.04);
    assertThat(one.value()).isCloseTo(1, within(1e-12));
    assertThat(one.standardError()).isCloseTo(0.6 * 0.001 / 0.05, within(1e-12));
  }

  @Test
  void takesWidthsOutInQuadrature() {
    Setting with = UncertaintyScans.calibration(OPTIONS);
    UncertaintyScans scans = scans(point(EXACT, 0.05, 0.05), point(with, 0.13, 0.13));
    Estimate width = scans.inQuadrature(BNN, Figure.SIGMA_SYST, with, EXACT);
    assertThat(width.value()).isCloseTo(0.12, within(1e-12));
    assertThat(width.standardError()).isCloseTo(0, within(1e-12));
    Estimate none = scans.inQuadrature(BNN, Figure.SIGMA_SYST, EXACT, with);
    assertThat(none.value()).isZero();
  }

  private static UncertaintyScans scans(Repeated... points) {
    return new UncertaintyScans(OPTIONS, List.of(points), List.of());
  }

  private static Repeated point(Setting setting, double... values) {
    List<Findings> trainings = new ArrayList<>();
    for (double value : values) {
      Map<Figure, Double> figures = new EnumMap<>(Figure.class);
      for (Figure figure : Figure.values()) {
        figures.put(figure, value);
      }
      trainings.add(new Findings(figures, figures, value));
    }
    return new Repeated(BNN, setting, trainings, 1);
  }
}
