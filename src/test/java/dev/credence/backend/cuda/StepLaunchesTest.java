package dev.credence.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.inference.TrainingData;
import dev.credence.inference.TrainingOptions;
import dev.credence.inference.VariationalInference;
import dev.credence.layer.Network;
import dev.credence.loss.GaussianLikelihood;
import dev.credence.op.Activation;
import dev.credence.op.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A training step gathers once and ends in few launches, however many layers there are. */
class StepLaunchesTest {
  private static final String GATHER = "gatherRows gatherRows";

  @ParameterizedTest
  @CsvSource({"64, 3, 0", "64, 3, 10", "128, 4, 0", "128, 4, 10"})
  void batchesGatheringPenaltiesAndUpdate(int width, int layers, double clipNorm) {
    Network.Builder builder = Network.builder(20);
    for (int i = 0; i < layers; i++) {
      builder.bayesian(width).activation(Activation.GELU);
    }
    Network network = builder.bayesian(2).build(new GaussianLikelihood(-9, 9), 1);
    TrainingData data = new TrainingData(8, new float[160], new float[8], null);
    TrainingOptions options = TrainingOptions.builder().clipNorm(clipNorm).build();
    try (Backend scalar = Backends.select(Backends.SCALAR);
        VariationalInference run = new VariationalInference(network, data, null, options, scalar)) {
      List<Op> ops = run.program().ops();
      List<List<Op>> groups = Fusion.groups(ops, any -> false);
      assertThat(groups.stream().flatMap(List::stream)).containsExactlyElementsOf(ops);
      List<String> shared = groups.stream().filter(g -> g.size() > 1).map(this::names).toList();
      List<String> expected = new ArrayList<>(List.of(GATHER));
      expected.addAll(Collections.nCopies(layers, "flipoutMatMul activate"));
      String penalties = "gaussianKl ".repeat(layers + 1);
      if (clipNorm > 0) {
        expected.addAll(List.of(penalties.strip(), "clipGlobalNorm adam"));
      } else {
        expected.add(penalties + "adam");
      }
      assertThat(shared).isEqualTo(expected);
      // A layer adds three: its activated product, and the gradients of both.
      assertThat(groups).hasSize(3 * layers + (clipNorm > 0 ? 6 : 5));
    }
  }

  private String names(List<Op> group) {
    return group.stream().map(Op::name).collect(Collectors.joining(" "));
  }
}
