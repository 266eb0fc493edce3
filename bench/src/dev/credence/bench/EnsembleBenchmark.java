package dev.credence.bench;

import org.openjdk.jmh.annotations.Param;

/** A training step of 32 small networks: replicas of one program against 32 programs in turn. */
public class EnsembleBenchmark extends WorkBenchmark {
  @Param({"4-16x2-2/32", "20-64x3-2/256"})
  public String network;

  @Param({"ONE_PROGRAM", "IN_TURN"})
  @Quick({"ONE_PROGRAM", "IN_TURN"})
  public EnsembleWork.Form form;

  @Param({"vector-1", "vector-2"})
  @Quick({"vector-2"})
  public String contender;

  @Override
  public Work work() {
    return EnsembleWork.of(32, network, form);
  }

  @Override
  public String contender() {
    return contender;
  }
}
