package dev.credence.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.inference.laplace.LaplaceOptions;
import dev.credence.layer.Network;
import dev.credence.loss.Likelihood;
import dev.credence.op.Activation;
import dev.credence.posterior.Prior;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A scan over labels as one program: every member learns targets of its own. */
class TargetSetsTest {
  private static final Method ENSEMBLE = new Method.Ensemble();
  private static final Method VARIATIONAL = new Method.Variational();
  private static final TrainingData ROWS = Runs.wave(70, 0.1, 1);
  private static final float[] OTHER = other();

  /** Members never meet, so each ends bit for bit where it ends among members of its own labels. */
  @ParameterizedTest
  @ValueSource(strings = {Backends.SCALAR, Backends.VECTOR})
  void everyMemberLearnsItsOwnTargets(String name) {
    try (Backend backend = Backends.select(name)) {
      for (Method method : List.of(ENSEMBLE, VARIATIONAL)) {
        FittedNetwork first = train(method, ROWS, backend);
        FittedNetwork second = train(method, ROWS.withTargets(List.of(OTHER, OTHER)), backend);
        TrainingData both = ROWS.withTargets(List.of(ROWS.targets(), OTHER));
        FittedNetwork mixed = train(method, both, backend);
        assertThat(mixed.member(0).parameters()).containsExactly(first.member(0).parameters());
        assertThat(mixed.member(1).parameters()).containsExactly(second.member(1).parameters());
        assertThat(mixed.member(1).parameters()).isNotEqualTo(first.member(1).parameters());
      }
    }
  }

  @Test
  void refusesWhatCannotHaveSetsOfTargets() {
    TrainingData both = ROWS.withTargets(List.of(ROWS.targets(), OTHER));
    assertThat(both.targetColumns()).isEqualTo(1);
    try (Backend backend = Backends.select(Backends.SCALAR)) {
      assertThatThrownBy(
              () -> train(new Method.Repulsive(Method.Space.FUNCTION, 1, 0), both, backend))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("repel");
      assertThatThrownBy(() -> train(new Method.Laplace(LaplaceOptions.defaults()), both, backend))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("laplace");
      TrainingData three = ROWS.withTargets(List.of(OTHER, OTHER, OTHER));
      assertThatThrownBy(() -> train(ENSEMBLE, three, backend))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("3 sets of targets do not match 2 members");
      assertThatThrownBy(
              () ->
                  Fits.start(
                      ENSEMBLE,
                      network(ENSEMBLE),
                      Prior.gaussian(1),
                      ROWS,
                      both,
                      options(),
                      backend))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("validation");
    }
    assertThatThrownBy(() -> ROWS.withTargets(List.of(OTHER, new float[3])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 targets of member 1");
  }

  private static FittedNetwork train(Method method, TrainingData data, Backend backend) {
    Prior prior = Prior.gaussian(1);
    try (Fit fit = Fits.start(method, network(method), prior, data, null, options(), backend)) {
      fit.run(TrainingListener.NONE);
      return fit.fitted();
    }
  }

  private static Network network(Method method) {
    Network.Builder builder = Network.builder(2);
    Likelihood likelihood = Likelihood.gaussian();
    return method.weights() == Method.Weights.GAUSSIAN
        ? builder.bayesian(8).activation(Activation.GELU).output(likelihood, 1)
        : builder.dense(8).activation(Activation.GELU).dense(2).build(likelihood, 1);
  }

  private static TrainingOptions options() {
    return TrainingOptions.builder().epochs(3).batchSize(16).members(2).seed(5).build();
  }

  private static float[] other() {
    float[] targets = ROWS.targets().clone();
    for (int i = 0; i < targets.length; i++) {
      targets[i] = -targets[targets.length - 1 - i] + 0.3f * i / targets.length;
    }
    return Arrays.copyOf(targets, targets.length);
  }
}
