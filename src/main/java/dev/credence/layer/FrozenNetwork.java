package dev.credence.layer;

import dev.credence.autodiff.Tape;
import dev.credence.op.Op;
import dev.credence.op.SampleGaussian;
import dev.credence.posterior.ParameterBlock;
import dev.credence.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A network with one addressable weight sample per replica, as two programs: one that draws the
 * samples, to run once, and one that evaluates rows, to run as often as there are rows.
 *
 * @param sampling draws the weights
 * @param forward everything else the tape holds
 * @param outputs raw outputs (R, B, C)
 */
public record FrozenNetwork(List<Op> sampling, List<Op> forward, Tensor outputs) {
  /** Records the network for the rows in {@code x} (1, B, K), with weight samples of its own. */
  public static FrozenNetwork record(
      Network network, Tape tape, ParameterBlock parameters, Tensor x, int replicas) {
    return record(network, tape, parameters, x, replicas, new HashMap<>());
  }

  /**
   * Records the network for the rows in {@code x} (1, B, K).
   *
   * @param samples weight samples that several recordings share: empty for the first, which draws
   *     them; a later one finds them there and has an empty sampling program
   */
  public static FrozenNetwork record(
      Network network,
      Tape tape,
      ParameterBlock parameters,
      Tensor x,
      int replicas,
      Map<String, Tensor> samples) {
    Pass pass = new Pass(tape, parameters, null, Pass.Mode.FROZEN, replicas, samples, false);
    Tensor outputs = network.record(pass, x);
    return new FrozenNetwork(
        tape.ops().stream().filter(op -> op instanceof SampleGaussian).toList(),
        tape.ops().stream().filter(op -> !(op instanceof SampleGaussian)).toList(),
        outputs);
  }
}
