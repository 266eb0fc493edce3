package dev.credence.backend.vector;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed set of daemon threads that help one program at a time. Idle threads park; while a program
 * runs they look for the next part without sleeping, because a stage lasts microseconds.
 */
final class WorkerPool implements AutoCloseable {
  /** Looks at an empty job before a helper gives its core to someone else: a few microseconds. */
  private static final int SPINS = 500;

  /** Yields before a helper without work goes to sleep. */
  private static final int YIELDS = 50;

  private final Thread[] helpers;
  private final AtomicBoolean busy = new AtomicBoolean();
  private volatile Job job;
  private volatile boolean closed;

  /** A pool of {@code threads}, the caller of {@link #run} counted. */
  WorkerPool(int threads) {
    helpers = new Thread[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      int worker = i + 1;
      helpers[i] = new Thread(() -> help(worker), "credence-vector-" + worker);
      helpers[i].setDaemon(true);
      helpers[i].start();
    }
  }

  int threads() {
    return helpers.length + 1;
  }

  boolean isClosed() {
    return closed;
  }

  /** Runs a job to its end, with the helpers if no other program has them, alone otherwise. */
  void run(Job next) {
    next.start();
    if (helpers.length == 0 || !next.isParallel() || !busy.compareAndSet(false, true)) {
      next.work(0);
    } else {
      try {
        job = next;
        for (Thread helper : helpers) {
          LockSupport.unpark(helper);
        }
        next.work(0);
      } finally {
        job = null;
        busy.set(false);
      }
    }
    next.rethrow();
  }

  private void help(int worker) {
    int idle = 0;
    while (!closed) {
      Job current = job;
      if (current != null && current.work(worker)) {
        idle = 0;
      } else if (idle < SPINS) {
        idle++;
        Thread.onSpinWait();
      } else if (idle < SPINS + YIELDS) {
        idle++;
        Thread.yield();
      } else if (job == null) {
        LockSupport.park(this);
        idle = 0;
      } else {
        LockSupport.parkNanos(this, 20_000);
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
