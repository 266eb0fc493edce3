package dev.credence.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * Runs work of the engine until it allocates nothing: before its loops are compiled, the Vector API
 * leaves every vector on the heap, and how long the compiler takes depends on what else it has to
 * do.
 */
final class WarmUp {
  /** Windows in a row that must allocate nothing. */
  private static final int WINDOWS = 10;

  /** A window lasts so many runs, or so many nanoseconds if that is longer. */
  static final int RUNS = 20;

  private static final long WINDOW = 20_000_000;

  private WarmUp() {}

  /** Warms up, but not longer than so many seconds. */
  static void run(Runnable work, double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    int quiet = 0;
    while (quiet < WINDOWS && System.nanoTime() < end) {
      quiet = windowBytes(work) == 0 ? quiet + 1 : 0;
    }
  }

  private static long windowBytes(Runnable work) {
    long end = System.nanoTime() + WINDOW;
    long bytes = 0;
    do {
      bytes += allocated(work, 1);
    } while (System.nanoTime() < end);
    return bytes;
  }

  /** Bytes that all threads together allocate in some runs. */
  static long allocated(Runnable work, int runs) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] ids = threads.getAllThreadIds();
    long empty = -sum(threads, ids) + sum(threads, ids);
    long before = sum(threads, ids);
    for (int i = 0; i < runs; i++) {
      work.run();
    }
    return sum(threads, ids) - before - empty;
  }

  private static long sum(ThreadMXBean threads, long[] ids) {
    long sum = 0;
    for (long id : ids) {
      sum += Math.max(0, threads.getThreadAllocatedBytes(id));
    }
    return sum;
  }
}
