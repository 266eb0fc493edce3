package dev.credence.backend.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One program's stages and who does what: threads claim parts one by one, whoever finishes the last
 * part of a stage opens the next. No thread waits for another to arrive, so a thread that is late
 * or descheduled costs at most the part it holds.
 */
final class Job {
  /** Looks for a new stage before the caller gives its core to someone else. */
  private static final int SPINS = 1_000;

  private final Stage[] stages;
  private final int[] parts;
  private final Worker[] workers;
  private final boolean parallel;

  /**
   * Run number, stage and next part in one word, so that a claim is one compare-and-set and a claim
   * left from an earlier run cannot succeed: 24, 16 and 24 bits.
   */
  private final AtomicLong ticket = new AtomicLong();

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

  /** Opens the first stage of a new run. */
  void start() {
    failure = null;
    long run = (ticket.get() >>> 40) + 1;
    unfinished.set(stages.length == 0 ? 0 : parts[0]);
    ticket.set(run << 40);
  }

  private static int stage(long t) {
    return (int) (t >>> 24) & 0xffff;
  }

  private static int part(long t) {
    return (int) t & 0xffffff;
  }

  /**
   * Does parts while there are any; the caller (worker 0) stays until the run is over. Returns
   * whether anything was done.
   */
  boolean work(int worker) {
    boolean any = false;
    int idle = 0;
    while (true) {
      long t = ticket.get();
      int stage = stage(t);
      if (stage >= stages.length) {
        return any;
      }
      if (part(t) < parts[stage]) {
        if (ticket.compareAndSet(t, t + 1)) {
          perform(t, stage, part(t), worker);
          any = true;
          idle = 0;
        }
      } else if (worker != 0) {
        return any;
      } else if (++idle < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  private void perform(long t, int stage, int part, int worker) {
    if (failure == null) {
      try {
        stages[stage].run(part, workers[worker]);
      } catch (Throwable e) {
        failure = e;
      }
    }
    if (unfinished.decrementAndGet() == 0) {
      int next = failure == null ? stage + 1 : stages.length;
      if (next < stages.length) {
        unfinished.set(parts[next]);
      }
      ticket.set((t >>> 40) << 40 | (long) next << 24);
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
