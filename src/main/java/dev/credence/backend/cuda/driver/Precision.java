package dev.credence.backend.cuda.driver;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the factors of matrix products are rounded to before they are multiplied; sums, and all
 * other arithmetic, are in FP32 whatever it is. To first order a sum of n products errs by at most
 * {@code 2 roundoff() + 2^-23 n} times the sum of their magnitudes. Ordinals are those of {@code
 * Precision} in {@code kernels/tile_shape.cuh}.
 */
public enum Precision {
  /** Factors as they are. */
  FP32(0),
  /** 10 bits behind the point, ties away from zero; the range of FP32. */
  TF32(0x1p-11),
  /** 7 bits behind the point, ties to even; the range of FP32. */
  BF16(0x1p-8);

  private static final String PROPERTY = "credence.cuda.precision";

  private final double roundoff;

  Precision(double roundoff) {
    this.roundoff = roundoff;
  }

  /** Largest relative error of a rounded factor. */
  public double roundoff() {
    return roundoff;
  }

  /** How programs name it: fp32, tf32 or bf16. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * What the system property {@code credence.cuda.precision} asks for; FP32 where it is absent.
   *
   * @throws IllegalArgumentException where it names none
   */
  public static Precision chosen() {
    String id = System.getProperty(PROPERTY, FP32.id());
    return Arrays.stream(values())
        .filter(precision -> precision.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    PROPERTY
                        + " must be one of "
                        + Arrays.stream(values())
                            .map(Precision::id)
                            .collect(Collectors.joining(", "))
                        + ", not "
                        + id));
  }
}
