package dev.credence.bench;

import org.openjdk.jmh.annotations.Param;

/** One update of a block of parameters, in cache and in memory. */
public class OptimizerBenchmark extends WorkBenchmark {
  @Param({"ADAM", "SGD"})
  @Usual({"ADAM"})
  public OptimizerWork.Kind kind;

  @Param({"100000", "10000000"})
  public int count;

  @Param({"scalar", "vector-1", "vector-2", "libtorch-2"})
  public String contender;

  @Override
  public Work work() {
    return new OptimizerWork(kind, count);
  }

  @Override
  public String contender() {
    return contender;
  }
}
