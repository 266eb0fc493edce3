package dev.credence.predict;

/**
 * Which weight samples a predictor evaluates, and in which blocks: samples {@code first} to {@code
 * first + total - 1}, where sample s belongs to ensemble member s / samplesPerMember. One block
 * holds them all where their weights fit into the budget; otherwise a block stays within one
 * member.
 */
record SamplePlan(int members, int samplesPerMember, int first, int total, int block) {
  /** All samples of all members. */
  static SamplePlan all(int members, int samplesPerMember, long bytesPerSample, long budget) {
    int total = Math.multiplyExact(members, samplesPerMember);
    if (total * bytesPerSample <= budget) {
      return new SamplePlan(members, samplesPerMember, 0, total, total);
    }
    int block = samplesPerMember;
    while (block > 1 && (samplesPerMember % block != 0 || block * bytesPerSample > budget)) {
      block--;
    }
    return new SamplePlan(members, samplesPerMember, 0, total, block);
  }

  /** One of these samples alone. */
  SamplePlan only(int sample) {
    if (sample < 0 || sample >= total) {
      throw new IllegalArgumentException(
          "there is no weight sample %d: they are 0 to %d".formatted(sample, total - 1));
    }
    return new SamplePlan(members, samplesPerMember, first + sample, 1, 1);
  }

  /** Whether all weights stay in memory and can be shared. */
  boolean resident() {
    return block == total;
  }

  /** Ensemble members whose parameters a block needs: all of them, or the one it lies within. */
  int membersPerBlock() {
    return total == members * samplesPerMember && resident() ? members : 1;
  }

  int member(int sample) {
    return sample / samplesPerMember;
  }
}
