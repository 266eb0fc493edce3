package dev.credence.backend.vector;

import dev.credence.noise.NoiseLayout;

/** Small per-thread buffers, so that noise of any alignment is made by whole groups. */
final class NoiseScratch {
  /** Groups made at a time: 4 KiB of words, which stay in the first-level cache. */
  static final int GROUPS = 16;

  private static final ThreadLocal<NoiseScratch> PER_THREAD =
      ThreadLocal.withInitial(NoiseScratch::new);

  final int[] words = new int[GROUPS * NoiseLayout.GROUP];
  final float[] group = new float[NoiseLayout.GROUP];

  private NoiseScratch() {}

  static NoiseScratch get() {
    return PER_THREAD.get();
  }
}
