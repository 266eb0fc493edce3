package dev.credence.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.backend.Backend;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.data.Standardizer;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingOptions;
import dev.credence.inference.laplace.CurvatureStructure;
import dev.credence.inference.laplace.Laplace;
import dev.credence.inference.laplace.LaplaceOptions;
import dev.credence.layer.Network;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.op.Activation;
import dev.credence.predict.Prediction;
import dev.credence.predict.Recalibration;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A Laplace posterior is a model like any other: it is written, read and predicts the same. */
class LaplaceModelTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(CurvatureStructure.class)
  void comesBackAndPredictsTheSameBits(CurvatureStructure structure) {
    float[] x = {-1, 0, 1, 2};
    TrainingData data = new TrainingData(4, x, new float[] {1, 0, 1, 4}, null);
    Network network =
        Network.builder(1)
            .dense(4)
            .activation(Activation.TANH)
            .dense(1)
            .build(new HomoscedasticLikelihood(0.3, true), 1);
    TrainingOptions training = TrainingOptions.builder().epochs(30).build();
    LaplaceOptions options = LaplaceOptions.defaults().withStructure(structure).withDraws(7);
    try (Backend backend = new ScalarBackend();
        Laplace fit = new Laplace(network, data, null, training, options, backend)) {
      fit.run(TrainingListener.NONE);
      Standardizer same = Standardizer.of(new double[1], new double[] {1});
      TrainedModel model =
          new TrainedModel(
              fit.fitted(),
              List.of("x"),
              List.of("y"),
              List.of(),
              same,
              same,
              Recalibration.identity(1),
              7,
              Map.of(),
              Map.of());
      Path file = folder.resolve("model.credence");
      ModelFile.write(file, model);
      TrainedModel read = ModelFile.read(file);
      assertThat(read.network().network()).isEqualTo(model.network().network());
      assertThat(read.network().priors().keySet())
          .isEqualTo(model.network().priors().keySet())
          .contains("0.mu", "0.bias", "2.mu", "2.bias");
      double[] rows = {0.5, 3};
      Prediction expected = model.predict(rows, backend);
      Prediction found = read.predict(rows, backend);
      assertThat(found.samples()).isEqualTo(7);
      for (int i = 0; i < 2; i++) {
        assertThat(found.mean(i, 0)).isEqualTo(expected.mean(i, 0));
        assertThat(found.sigmaStat(i, 0)).isEqualTo(expected.sigmaStat(i, 0)).isPositive();
      }
    }
  }
}
