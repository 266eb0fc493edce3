package dev.credence.backend;

/**
 * What changes from one run of a program to the next. Operations read it while they run; noise is a
 * function of it. The words have fixed places so that a device can hold a copy.
 */
public final class StepState {
  /** Places of the 32-bit words; device code reads the same numbers. */
  public static final int SEED_LOW = 0;

  public static final int SEED_HIGH = 1;
  public static final int STEP = 2;
  public static final int FIRST_REPLICA = 3;
  public static final int LEARNING_RATE = 4;
  public static final int KL_SCALE = 5;
  public static final int WORDS = 6;

  private final int[] words = new int[WORDS];

  /** A state at step 0, learning rate 0, KL scale 0. */
  public StepState(long seed) {
    seed(seed);
  }

  /** Seed of all noise. */
  public long seed() {
    return (words[SEED_LOW] & 0xffff_ffffL) | (long) words[SEED_HIGH] << 32;
  }

  public void seed(long seed) {
    words[SEED_LOW] = (int) seed;
    words[SEED_HIGH] = (int) (seed >>> 32);
  }

  /** Number of optimisation steps done before this run; unsigned. */
  public int step() {
    return words[STEP];
  }

  public void step(int step) {
    words[STEP] = step;
  }

  /** Noise replica of the program's replica 0, and number of samples that moments already hold. */
  public int firstReplica() {
    return words[FIRST_REPLICA];
  }

  public void firstReplica(int firstReplica) {
    words[FIRST_REPLICA] = firstReplica;
  }

  public float learningRate() {
    return Float.intBitsToFloat(words[LEARNING_RATE]);
  }

  public void learningRate(float learningRate) {
    words[LEARNING_RATE] = Float.floatToRawIntBits(learningRate);
  }

  /** Factor on the gradients of penalties: klWeight / n. */
  public float klScale() {
    return Float.intBitsToFloat(words[KL_SCALE]);
  }

  public void klScale(float klScale) {
    words[KL_SCALE] = Float.floatToRawIntBits(klScale);
  }

  /** The word at one of the fixed places. */
  public int word(int place) {
    return words[place];
  }
}
