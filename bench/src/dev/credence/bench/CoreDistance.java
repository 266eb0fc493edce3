package dev.credence.bench;

import java.util.Arrays;

/**
 * How long a word takes from one core to another. Tens of nanoseconds where the two share a cache,
 * more than a hundred where they sit on different chiplets, which costs work on two threads up to
 * half its speed; a host of virtual machines moves cores between the two from one second to the
 * next.
 */
final class CoreDistance {
  /** Cores further apart than this share no cache. */
  static final double FAR = 80;

  private static final int TURNS = 50_000;

  private static volatile int turn;

  private CoreDistance() {}

  /** Nanoseconds, the median of a few tries. */
  static double nanos() {
    double[] tries = new double[5];
    for (int i = 0; i < tries.length; i++) {
      tries[i] = exchange();
    }
    Arrays.sort(tries);
    return tries[tries.length / 2];
  }

  private static double exchange() {
    turn = 0;
    Thread other =
        new Thread(
            () -> {
              for (int i = 0; i < TURNS; i++) {
                await(2 * i + 1);
                turn = 2 * i + 2;
              }
            });
    other.start();
    long begin = 0;
    for (int i = 0; i < TURNS; i++) {
      turn = 2 * i + 1;
      await(2 * i + 2);
      if (i == TURNS / 2) {
        begin = System.nanoTime();
      }
    }
    double nanos = (System.nanoTime() - begin) / (2.0 * (TURNS - 1 - TURNS / 2));
    try {
      other.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return nanos;
  }

  private static void await(int value) {
    while (turn != value) {
      Thread.onSpinWait();
    }
  }
}
