package dev.credence.inference.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.inference.LearningRate;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * One iteration from exact draws x of the target to y: detailed balance means that (x, y) and (y,
 * x) have the same distribution, so that f(x) g(y) - g(x) f(y) has mean 0 for any f and g. The
 * chains are independent, so the means are normal with known errors: below 4.5 standard errors a
 * right sampler fails any of the 120 comparisons once in 1200 seeds. Wrong ratios are off by more
 * than 8.
 */
class DetailedBalanceTest {
  private static final int CHAINS = 20_000;
  private static final double FALSE_ALARM = 4.5;
  private static final double CERTAIN = 8;

  private static final Backend BACKEND = Backends.select(Backends.SCALAR);

  @AfterAll
  static void close() {
    BACKEND.close();
  }

  /** Makes a sampler that takes one step with the given ratio. */
  private record Kind(String name, Function<MetropolisRatio, Sampler> on) {}

  @TestFactory
  Stream<DynamicTest> holds() {
    return Stream.of(Target.GAUSSIAN, Target.BANANA)
        .flatMap(
            target ->
                kinds(target)
                    .map(
                        kind ->
                            dynamicTest(
                                kind.name + " on a " + target.name(),
                                () ->
                                    assertThat(worst(target, kind, MetropolisRatio.EXACT))
                                        .isLessThan(FALSE_ALARM))));
  }

  @TestFactory
  Stream<DynamicTest> failsWithAWrongRatio() {
    Map<String, MetropolisRatio> wrong =
        Map.of(
            "proposal taken for symmetric",
            (rise, proposal) -> -rise,
            "proposal ratio upside down",
            (rise, proposal) -> -proposal - rise,
            "half the rise of the energy",
            (rise, proposal) -> proposal - rise / 2);
    return Stream.of(Target.GAUSSIAN, Target.BANANA)
        .flatMap(
            target ->
                kinds(target)
                    .flatMap(
                        kind ->
                            wrong.entrySet().stream()
                                .map(
                                    w ->
                                        dynamicTest(
                                            kind.name
                                                + " on a "
                                                + target.name()
                                                + ", "
                                                + w.getKey(),
                                            () ->
                                                assertThat(worst(target, kind, w.getValue()))
                                                    .isGreaterThan(CERTAIN)))));
  }

  private static Stream<Kind> kinds(Target target) {
    SamplingOptions sampling =
        SamplingOptions.builder()
            .chains(CHAINS)
            .burnIn(0)
            .draws(1)
            .gap(1)
            .priors(target.priors())
            .seed(11)
            .build();
    var hmc = new HamiltonianMonteCarlo.Options(sampling, 3, target.stepSize(), 0, 0.2);
    // The moments below make u grow with the gradient, so that every part of the ratio matters.
    var adam =
        new AdamMcmc.Options(
            sampling,
            new LearningRate.Constant(target.learningRate()),
            0.5,
            0.999,
            1e-8,
            target.sigma(),
            1.5);
    return Stream.of(
        new Kind(
            "HMC",
            ratio ->
                new HamiltonianMonteCarlo(
                    target.network(), target.data(), null, hmc, BACKEND, ratio)),
        new Kind(
            "AdamMCMC",
            ratio -> new AdamMcmc(target.network(), target.data(), null, adam, BACKEND, ratio)));
  }

  /** Largest distance from balance, in standard errors. */
  private static double worst(Target target, Kind kind, MetropolisRatio ratio) {
    double[][] before = target.draw(CHAINS, new Random(3));
    double[][] after;
    try (Sampler run = kind.on.apply(ratio)) {
      run.restore(started(run, target, before));
      run.run(TrainingListener.NONE);
      after = target.states(run.fitted().parameters(), CHAINS);
      long moved =
          IntStream.range(0, CHAINS)
              .filter(c -> !Arrays.equals(after[c], target.rounded(before[c])))
              .count();
      assertThat(moved).as("accepted").isBetween(CHAINS / 5L, CHAINS * 49L / 50);
    }
    List<double[]> x = features(before);
    List<double[]> y = features(after);
    double worst = 0;
    for (int i = 0; i < x.size(); i++) {
      for (int j = 0; j < i; j++) {
        double sum = 0;
        double squares = 0;
        for (int c = 0; c < CHAINS; c++) {
          double h = x.get(i)[c] * y.get(j)[c] - x.get(j)[c] * y.get(i)[c];
          sum += h;
          squares += h * h;
        }
        worst = Math.max(worst, Math.abs(sum) / Math.sqrt(squares));
      }
    }
    return worst;
  }

  private static TrainingState started(Sampler run, Target target, double[][] states) {
    TrainingState fresh = run.state();
    Map<String, float[]> floats = new HashMap<>(fresh.floats());
    float[] moments = floats.get("second_moments");
    if (moments != null) {
      Arrays.fill(moments, (float) (1e-3 * target.gradientSquare()));
    }
    return TrainingState.of(
        0, target.parameters(states, fresh.parameters()), fresh.history(), floats, fresh.doubles());
  }

  /** 1, coordinates, products of two, and cubes, each over all chains. */
  private static List<double[]> features(double[][] states) {
    int n = states[0].length;
    List<double[]> features = new ArrayList<>();
    features.add(column(states, s -> 1.0));
    for (int i = 0; i < n; i++) {
      int k = i;
      features.add(column(states, s -> s[k]));
      features.add(column(states, s -> s[k] * s[k] * s[k]));
      features.add(column(states, s -> Math.exp(-s[k] * s[k])));
      for (int j = 0; j <= i; j++) {
        int l = j;
        features.add(column(states, s -> s[k] * s[l]));
      }
    }
    return features;
  }

  private static double[] column(double[][] states, Function<double[], Double> f) {
    return Arrays.stream(states).mapToDouble(f::apply).toArray();
  }
}
