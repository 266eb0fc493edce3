package dev.credence.bench;

import org.openjdk.jmh.annotations.Param;

/** Normals and signs by one thread; the buffer stays in the second-level cache. */
public class NoiseBenchmark extends WorkBenchmark {
  @Param({"NORMALS", "SIGNS"})
  public NoiseWork.Kind kind;

  @Param({"scalar", "vector-1", "libtorch-1"})
  @Usual({"scalar", "vector-1", "libtorch-1"})
  public String contender;

  @Override
  public Work work() {
    return new NoiseWork(kind, 1 << 14);
  }

  @Override
  public String contender() {
    return contender;
  }
}
