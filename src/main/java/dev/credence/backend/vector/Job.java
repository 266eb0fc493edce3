package dev.credence.backend.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One program's stages and who does what: threads claim parts one by one, whoever finishes the last
 * part of a stage opens the next. No thread waits for another to arrive, so a thread that is late
 * or descheduled costs at most the part it holds.
 *
 * <p>Each thread begins with a range of its own and then helps with those of others. Ranges are the
 * same shares of every stage, so a thread mostly meets the rows that it worked on before: where
 * cores do not share a cache, as on two chiplets, a step spends much of its time on moving them.
 */
final class Job {
  /** Looks for a new stage before the caller gives its core to someone else. */
  private static final int SPINS = 1_000;

  private final Stage[] stages;
  private final int[] parts;
  private final Worker[] workers;
  private final boolean parallel;

  /** Longs between the claims of two threads: what is fetched at once. */
  private static final int PADDING = 16;

  /** Run number and open stage: 24 and 16 bits above 24 of zeros. */
  private final AtomicLong open = new AtomicLong();

  /**
   * For each thread run number, stage and next part of its range in one word, so that a claim is
   * one compare-and-set and a claim left from an earlier stage cannot succeed.
   */
  private final AtomicLongArray claims;

  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile Throwable failure;

  /**
   * A job.
   *
   * @param workers scratch of each thread
   */
  Job(Stage[] stages, Worker[] workers) {
    if (stages.length >= 1 << 16) {
      throw new IllegalArgumentException("a program has at most 65535 stages [vector]");
    }
    this.stages = stages;
    this.workers = workers;
    this.claims = new AtomicLongArray(workers.length * PADDING);
    this.parts = new int[stages.length];
    boolean anyParts = false;
    for (int i = 0; i < stages.length; i++) {
      parts[i] = stages[i].parts();
      anyParts |= parts[i] > 1;
      if (parts[i] >= 1 << 24) {
        throw new IllegalArgumentException("a stage has at most 2^24 - 1 parts [vector]");
      }
    }
    parallel = anyParts;
  }

  /** Whether more than one thread can be of use. */
  boolean isParallel() {
    return parallel;
  }

  /** Starts a new run. */
  void start() {
    failure = null;
    open((open.get() >>> 40) + 1, 0);
  }

  private void open(long run, int stage) {
    long t = run << 40 | (long) stage << 24;
    if (stage < stages.length) {
      unfinished.set(parts[stage]);
      for (int i = 0; i < workers.length; i++) {
        claims.set(i * PADDING, t | first(parts[stage], i, workers.length));
      }
    }
    open.set(t);
  }

  private static int stage(long t) {
    return (int) (t >>> 24) & 0xffff;
  }

  /** First part of a thread's range; that of the thread behind the last is the number of parts. */
  static int first(int parts, int thread, int threads) {
    return (int) (((long) parts * thread + threads - 1) / threads);
  }

  /**
   * Does parts while there are any; the caller (worker 0) stays until the run is over. Returns
   * whether anything was done.
   */
  boolean work(int worker) {
    boolean any = false;
    int idle = 0;
    while (true) {
      long t = open.get();
      if (stage(t) >= stages.length) {
        return any;
      }
      int part = claim(t, worker);
      if (part >= 0) {
        perform(t, part, worker);
        any = true;
        idle = 0;
      } else if (worker != 0) {
        return any;
      } else if (++idle < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  /** A part of the thread's own range, or else of another's; -1 where all are taken. */
  private int claim(long t, int worker) {
    int stage = stage(t);
    for (int i = 0, owner = worker; i < workers.length; i++) {
      int end = first(parts[stage], owner + 1, workers.length);
      long c = claims.get(owner * PADDING);
      while (c >>> 24 == t >>> 24 && (c & 0xffffff) < end) {
        if (claims.compareAndSet(owner * PADDING, c, c + 1)) {
          return (int) (c & 0xffffff);
        }
        c = claims.get(owner * PADDING);
      }
      owner = owner + 1 == workers.length ? 0 : owner + 1;
    }
    return -1;
  }

  private void perform(long t, int part, int worker) {
    int stage = stage(t);
    if (failure == null) {
      try {
        stages[stage].run(part, workers[worker]);
      } catch (Throwable e) {
        failure = e;
      }
    }
    if (unfinished.decrementAndGet() == 0) {
      open(t >>> 40, failure == null ? stage + 1 : stages.length);
    }
  }

  /** Throws what a part threw. */
  void rethrow() {
    Throwable thrown = failure;
    if (thrown != null) {
      throw new IllegalStateException(thrown.getMessage(), thrown.getCause());
    }
  }
}
