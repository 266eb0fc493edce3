package dev.credence.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.credence.backend.Backend;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.data.Standardizer;
import dev.credence.inference.FittedNetwork;
import dev.credence.layer.Bias;
import dev.credence.layer.Estimator;
import dev.credence.layer.Network;
import dev.credence.loss.BernoulliLikelihood;
import dev.credence.loss.CategoricalLikelihood;
import dev.credence.loss.GaussianMixtureLikelihood;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.loss.Likelihood;
import dev.credence.loss.StudentTLikelihood;
import dev.credence.op.Activation;
import dev.credence.op.ScaleParameterization;
import dev.credence.posterior.ParameterLayout;
import dev.credence.posterior.Prior;
import dev.credence.predict.Prediction;
import dev.credence.predict.Recalibration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ModelFileTest {
  @TempDir Path folder;

  static Stream<Likelihood> likelihoods() {
    return Stream.of(
        Likelihood.gaussian(),
        new HomoscedasticLikelihood(0.2, true),
        new GaussianMixtureLikelihood(4, -9, 3),
        new StudentTLikelihood(4.5, -8, 2),
        new BernoulliLikelihood(),
        new CategoricalLikelihood());
  }

  @ParameterizedTest
  @MethodSource("likelihoods")
  void comesBackExactlyAndPredictsTheSameBits(Likelihood likelihood) {
    TrainedModel model = model(likelihood, 2);
    Path file = folder.resolve("model.credence");
    ModelFile.write(file, model);
    TrainedModel read = ModelFile.read(file);
    assertThat(read.network().network()).isEqualTo(model.network().network());
    assertThat(read.network().parameters()).isEqualTo(model.network().parameters());
    assertThat(read.network().seed()).isEqualTo(Long.MIN_VALUE + 1);
    assertThat(read.network().priors().get("0.mu")).isEqualTo(new float[] {0, 1, 0.5f, 2});
    assertThat(read.features()).isEqualTo(model.features());
    assertThat(read.targets()).isEqualTo(model.targets());
    assertThat(read.classes()).isEqualTo(model.classes());
    assertThat(read.provenance()).isEqualTo(model.provenance());
    assertThat(read.metrics()).isEqualTo(model.metrics());
    double[] rows = {1, 2, 1e3, 4, 5, 2e3};
    try (Backend backend = new ScalarBackend()) {
      Prediction a = model.predict(rows, backend);
      Prediction b = read.predict(rows, backend);
      assertThat(b.means()).isEqualTo(a.means());
      assertThat(b.sigmaStat(1, 0)).isEqualTo(a.sigmaStat(1, 0));
      if (!model.isClassification()) {
        assertThat(b.sigmaTot(1, 0)).isEqualTo(a.sigmaTot(1, 0));
      }
    }
    assertThat(ModelFile.contents(read).names()).isEqualTo(ModelFile.contents(model).names());
  }

  @Test
  void namesParametersSoThatOtherToolsCanReadThem() {
    ModelFile.write(folder.resolve("m"), model(Likelihood.gaussian(), 2));
    TensorFile file = TensorFile.read(folder.resolve("m"));
    assertThat(file.names())
        .contains("0.mu", "0.rho", "0.bias", "0.biasRho", "input.mean", "target.scale");
    assertThat(file.shape("0.mu")).containsExactly(2, 3, 5);
    assertThat(file.metadata("network")).contains("\"bayesian_dense\"", "\"flipout\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "bayesian_dense"        | "python_pickle"        | none of [bayesian_dense
          "flipout"               | "flipin"               | none of [flipout
          "outputs":5             | "outputs":-5           | is -5, outside 1 to
          "outputs":5             | "outputs":5000000      | is 5000000, outside
          "outputs":5             | "outputs":5.5          | not a whole number
          "outputs":5,            |                        | lacks the field 'outputs'
          "outputs":5             | "outputs":5,"extra":1  | unknown field 'extra'
          "outputs":5             | "outputs":6            | 'has the shape'
          "inputs":3              | "inputs":4             | 'has the shape'
          "inputs":3              | "inputs":99999999999   | outside
          "targets":1             | "targets":7            | the last layer has
          "sigma":1.5             | "sigma":-1.5           | positive width
          "sigma":1.5             | "sigma":"1.5"          | not a finite number
          "rate":0.25             | "rate":1.25            | dropout rate
          "min_log_variance":-18.0| "min_log_variance":18.0| must be below
          "layers":[              | "layers":7,"x":[       | is not a list
          """)
  void refusesAChangedStructureInOneSentence(String from, String to, String reason) {
    TensorFile good = ModelFile.contents(model(Likelihood.gaussian(), 2));
    String network = good.metadata("network");
    assertThat(network).contains(from);
    String changed =
        network.replaceFirst(java.util.regex.Pattern.quote(from), to == null ? "" : to);
    TensorFile bad = with(good, "network", changed);
    assertThatThrownBy(() -> ModelFile.read("m.credence", bad))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining(reason.replace("'has the shape'", "has the shape"))
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }

  @Test
  void refusesAnAbsurdNetworkBeforeMakingIt() {
    TensorFile good = ModelFile.contents(model(Likelihood.gaussian(), 2));
    StringBuilder layers = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      layers.append("{\"kind\":\"dense\",\"outputs\":1000000,\"bias\":true},");
    }
    String changed = good.metadata("network").replace("\"layers\":[", "\"layers\":[" + layers);
    assertThatThrownBy(() -> ModelFile.read("m", with(good, "network", changed)))
        .isInstanceOf(ModelFileException.class)
        .hasMessageContaining("more than can be held");
  }

  @Test
  void refusesACheckpointAndNonFiniteNumbers() {
    TensorFile good = ModelFile.contents(model(Likelihood.gaussian(), 2));
    assertThatThrownBy(() -> ModelFile.read("m", with(good, "content", "checkpoint")))
        .hasMessage("m holds no model");
    TrainedModel broken = model(Likelihood.gaussian(), 2);
    broken.network().parameters()[3] = Float.NaN;
    assertThatThrownBy(() -> ModelFile.read("m", ModelFile.contents(broken)))
        .isInstanceOf(ModelFileException.class)
        .hasMessage("m: tensor '0.mu' holds NaN");
  }

  /** 1300 damaged files: only the declared exception, and nothing large is allocated. */
  @Test
  void survivesDamagedFiles() throws IOException {
    TensorFile good = ModelFile.contents(model(Likelihood.gaussian(), 2));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    good.writeTo(bytes);
    byte[] whole = bytes.toByteArray();
    Path file = folder.resolve("damaged");
    Random random = new Random(11);
    int refused = 0;
    for (int round = 0; round < 300; round++) {
      Files.write(file, mutated(whole, random));
      refused += refuses(() -> ModelFile.read(file)) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(295);
    List<String> keys = new ArrayList<>(good.metadata().keySet());
    refused = 0;
    for (int round = 0; round < 1000; round++) {
      String key = keys.get(random.nextInt(keys.size()));
      byte[] text = mutated(good.metadata(key).getBytes(StandardCharsets.UTF_8), random);
      TensorFile bad = with(good, key, new String(text, StandardCharsets.UTF_8));
      refused += refuses(() -> ModelFile.read("damaged", bad)) ? 1 : 0;
    }
    assertThat(refused).as("the rest changed a name or a number only").isGreaterThan(500);
  }

  private static boolean refuses(Runnable reading) {
    long before = allocated();
    try {
      reading.run();
      return false;
    } catch (ModelFileException e) {
      assertThat(e.getMessage().lines()).hasSize(1);
      return true;
    } finally {
      assertThat(allocated() - before).isLessThan(4 << 20);
    }
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static byte[] mutated(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    int changes = 1 + random.nextInt(3);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes[at] = (byte) "0123456789-\"{}[],:e.".charAt(random.nextInt(20));
        default -> bytes = java.util.Arrays.copyOf(bytes, Math.max(1, at));
      }
    }
    return bytes;
  }

  private static TensorFile with(TensorFile file, String key, String value) {
    TensorFile.Builder copy = TensorFile.builder();
    file.metadata().forEach((k, v) -> copy.metadata(k, k.equals(key) ? value : v));
    for (String name : file.names()) {
      switch (file.type(name)) {
        case F32 -> copy.tensor(name, file.floats(name), file.shape(name));
        case F64 -> copy.tensor(name, file.doubles(name), file.shape(name));
        case I32 -> copy.tensor(name, file.ints(name), file.shape(name));
      }
    }
    return copy.build();
  }

  private static TrainedModel model(Likelihood likelihood, int members) {
    boolean classes = likelihood.isClassification();
    int targets = likelihood instanceof CategoricalLikelihood ? 3 : 1;
    Network network =
        Network.builder(3)
            .bias(Bias.GAUSSIAN)
            .prior(new Prior.Gaussian(0, 1.5, true))
            .bayesian(5)
            .activation(Activation.LEAKY_RELU)
            .dropout(0.25)
            .dense(4)
            .activation(Activation.SILU)
            .prior(Prior.perInput(2))
            .bayesian(4)
            .activation(Activation.TANH)
            .estimator(Estimator.LOCAL_REPARAMETERIZED)
            .scale(ScaleParameterization.LOG_VARIANCE)
            .prior(new Prior.ScaleMixture(0.25, 1, 0.01))
            .output(likelihood, targets);
    ParameterLayout layout = network.layout();
    float[] parameters = new float[members * layout.size()];
    Random random = new Random(3);
    for (ParameterLayout.Slot slot : layout.slots()) {
      for (int m = 0; m < members; m++) {
        int start = m * layout.size() + slot.start();
        for (int i = start; i < start + slot.rows() * slot.columns(); i++) {
          parameters[i] = (float) random.nextGaussian() - (slot.name().endsWith("ho") ? 2 : 0);
        }
      }
    }
    FittedNetwork fitted =
        new FittedNetwork(
            network,
            members,
            parameters,
            Map.of("0.mu", new float[] {0, 1, 0.5f, 2}),
            Long.MIN_VALUE + 1);
    return new TrainedModel(
        fitted,
        List.of("pT \"lead\"", "\u03b7", "c2"),
        List.of("y"),
        !classes
            ? List.of()
            : IntStream.range(0, Math.max(2, targets)).mapToObj(i -> "k" + i).toList(),
        Standardizer.of(new double[] {1, 1.0 / 3, 1e3}, new double[] {2, 0.1, 500}),
        classes ? null : Standardizer.of(new double[] {1e-300}, new double[] {Math.PI}),
        classes ? null : Recalibration.of(1.0 / 3),
        20,
        Map.of("command", "credence train --data a\\b\n", "seed", "1"),
        Map.of("validation.y.rmse", 1.0 / 3, "undefined", Double.NaN));
  }
}
