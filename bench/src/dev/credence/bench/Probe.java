package dev.credence.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.credence.backend.Backend;
import dev.credence.backend.vector.VectorBackend;
import dev.credence.inference.VariationalInference;
import dev.credence.layer.Estimator;
import dev.credence.op.Op;
import dev.credence.op.OptimizerOp;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What needs a fresh Java machine: bytes allocated by a step and a prediction once they are warm,
 * and memory of a training step. Prints one JSON object. Arguments: {@code allocation CONTENDER} or
 * {@code memory NETWORK/BATCH}, then the most seconds of warm-up.
 */
public final class Probe {
  private static final int WINDOWS = 10;

  /** Most seconds of warm-up. */
  private final double warmUp;

  private Probe(double warmUp) {
    this.warmUp = warmUp;
  }

  public static void main(String[] args) throws IOException {
    Probe probe = new Probe(Double.parseDouble(args[2]));
    Map<String, Object> found =
        args[0].equals("allocation") ? probe.allocation(args[1]) : probe.memory(args[1]);
    System.out.println(new ObjectMapper().writeValueAsString(found));
  }

  /** Bytes that all Java threads together allocate in one run; the median of many windows. */
  private Map<String, Object> allocation(String contender) {
    Map<String, Object> found = new LinkedHashMap<>();
    found.put("contender", contender);
    for (Estimator estimator : Estimator.values()) {
      found.put(
          "training step " + estimator,
          allocated(contender, new TrainingStepWork("20-64x3-2", 256, estimator)));
    }
    found.put("prediction of 1 row", allocated(contender, new PredictionWork("20-64x3-2", 1, 50)));
    found.put(
        "prediction of 1024 rows", allocated(contender, new PredictionWork("20-64x3-2", 1024, 50)));
    return found;
  }

  private double allocated(String contender, Work work) {
    try (Contender machine = Contenders.open(contender);
        Task task = machine.prepare(work)) {
      WarmUp.run(task::run, warmUp);
      long[] bytes = new long[WINDOWS];
      for (int w = 0; w < WINDOWS; w++) {
        bytes[w] = WarmUp.allocated(task::run, WarmUp.RUNS);
      }
      Arrays.sort(bytes);
      return (double) bytes[WINDOWS / 2] / WarmUp.RUNS;
    }
  }

  /** Live and peak heap of a training run beside the bytes of its tensors. */
  private Map<String, Object> memory(String network) {
    TrainingStepWork work = TrainingStepWork.of(network, Estimator.FLIPOUT);
    long before = live();
    try (Backend backend = new VectorBackend(Runtime.getRuntime().availableProcessors());
        VariationalInference training = work.training(backend)) {
      double tensors = Cost.footprint(training.program().ops());
      double parameters = 0;
      for (Op op : training.program().ops()) {
        if (op instanceof OptimizerOp) {
          parameters = Cost.footprint(List.of(op));
        }
      }
      WarmUp.run(training.program()::run, warmUp);
      resetPeaks();
      for (int i = 0; i < WINDOWS; i++) {
        WarmUp.allocated(training.program()::run, WarmUp.RUNS);
      }
      long peak = peak() - before;
      Map<String, Object> found = new LinkedHashMap<>();
      found.put("network", network);
      found.put("parameterBytes", parameters);
      found.put("activationBytes", tensors - parameters);
      found.put("liveHeapBytes", live() - before);
      found.put("peakHeapBytes", peak);
      return found;
    }
  }

  private static long live() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static void resetPeaks() {
    System.gc();
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
  }

  private static long peak() {
    long sum = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        sum += pool.getPeakUsage().getUsed();
      }
    }
    return sum;
  }
}
