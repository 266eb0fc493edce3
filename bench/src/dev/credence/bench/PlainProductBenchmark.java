package dev.credence.bench;

import org.openjdk.jmh.annotations.Param;

/** The plain product y (B, N) = x (B, K) w (K, N), shapes written BxKxN, and its gradients. */
public class PlainProductBenchmark extends WorkBenchmark {
  @Param({"FORWARD", "FORWARD_BACKWARD"})
  @Usual({"FORWARD"})
  public Pass pass;

  @Param({
    "256x256x256",
    "512x512x512",
    "1024x1024x1024",
    "1024x128x128",
    "1024x20x128",
    "1024x128x2",
    "1x128x128",
    "65536x9x64",
    "65536x1x64",
    "65536x64x1"
  })
  @Quick({"512x512x512", "1024x128x128", "1024x128x2"})
  public String shape;

  @Param({"scalar", "vector-1", "vector-2", "libtorch-1", "libtorch-2", "openblas-1", "openblas-2"})
  @Usual({"vector-1", "vector-2", "libtorch-2", "openblas-1", "openblas-2"})
  public String contender;

  @Override
  public Work work() {
    return ProductWork.of(ProductWork.Kind.PLAIN, pass, shape);
  }

  @Override
  public String contender() {
    return contender;
  }
}
