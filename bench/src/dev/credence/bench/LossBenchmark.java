package dev.credence.bench;

import org.openjdk.jmh.annotations.Param;

/** Losses with the gradient of the prediction, in cache and in memory. */
public class LossBenchmark extends WorkBenchmark {
  @Param({"GAUSSIAN", "STUDENT_T", "MIXTURE", "BERNOULLI", "CATEGORICAL"})
  @Quick({"GAUSSIAN"})
  public LossWork.Kind kind;

  @Param({"1024", "4194304"})
  @Usual({"4194304"})
  public int rows;

  @Param({"scalar", "vector-1", "vector-2", "libtorch-2"})
  public String contender;

  @Override
  public Work work() {
    return new LossWork(kind, rows);
  }

  @Override
  public String contender() {
    return contender;
  }
}
