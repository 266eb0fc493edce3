package dev.credence.doctor;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.backend.StepState;
import dev.credence.op.Op;
import dev.credence.tensor.Arena;
import dev.credence.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs every operation on a backend and compares the results with the scalar reference. */
public final class SelfTest {
  /** Unit roundoff of float32. */
  private static final double ROUNDOFF = 0x1p-24;

  /** Roundoffs for elementary functions and for cancellation within a tensor's largest element. */
  private static final int SLACK = 64;

  private SelfTest() {}

  /** One result per case. */
  public static List<OpResult> run(Backend backend) {
    List<OpResult> results = new ArrayList<>();
    try (Backend reference = Backends.select(Backends.SCALAR)) {
      for (SelfCases.SelfCase c : SelfCases.all()) {
        results.add(compare(c, backend, reference));
      }
    }
    return results;
  }

  private static OpResult compare(SelfCases.SelfCase c, Backend backend, Backend reference) {
    try (Arena arena = backend.newArena();
        Arena referenceArena = reference.newArena()) {
      Op op = run(c, backend, arena);
      Op expected = run(c, reference, referenceArena);
      double worst = 0;
      String message = "";
      for (int i = 0; i < op.outputs().size(); i++) {
        Tensor tensor = op.outputs().get(i);
        double error = errorOverBound(op, tensor, expected.outputs().get(i));
        if (!(error <= worst)) {
          worst = error;
          if (!(error <= 1)) {
            message =
                String.format(Locale.ROOT, "%s is off by %.3g times its bound", tensor, error);
          }
        }
      }
      OpResult.Status status = worst <= 1 ? OpResult.Status.OK : OpResult.Status.FAILED;
      return new OpResult(op.name(), c.name(), backend.name(), worst, status, message);
    }
  }

  private static Op run(SelfCases.SelfCase c, Backend backend, Arena arena) {
    StepState state = new StepState(20_240_601);
    state.step(3);
    state.learningRate(0.01f);
    state.klScale(0.01f);
    Op op = c.build().apply(new SelfTensors(arena));
    backend.compile(List.of(op), state).run();
    return op;
  }

  /** Largest difference over roundoffs of the tensor's largest element; infinite for NaN. */
  private static double errorOverBound(Op op, Tensor actual, Tensor expected) {
    float[] a = actual.toArray();
    float[] e = expected.toArray();
    double largest = 0;
    double error = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(e[i]));
      double difference = Math.abs((double) a[i] - e[i]);
      error = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(error, difference);
    }
    double terms = (double) op.flops() / a.length;
    return error / ((terms + SLACK) * ROUNDOFF * largest + Float.MIN_NORMAL);
  }
}
