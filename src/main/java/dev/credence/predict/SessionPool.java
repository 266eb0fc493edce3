package dev.credence.predict;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Sessions in waiting; a new one is made only when all others are at work. */
final class SessionPool implements AutoCloseable {
  private static final long LOOK_AGAIN_MILLIS = 50;

  private final ArrayBlockingQueue<Session> waiting;
  private final AtomicInteger free;
  private final Supplier<Session> maker;
  private final Runnable whenEmpty;
  private final AtomicInteger alive = new AtomicInteger(1);
  private volatile boolean closed;

  /**
   * A pool of at most {@code most} sessions.
   *
   * @param whenEmpty runs once the pool is closed and the last session too
   */
  SessionPool(int most, Supplier<Session> maker, Runnable whenEmpty) {
    this.waiting = new ArrayBlockingQueue<>(most);
    this.free = new AtomicInteger(most);
    this.maker = maker;
    this.whenEmpty = whenEmpty;
  }

  Session take() {
    checkOpen();
    Session session = waiting.poll();
    if (session != null) {
      return session;
    }
    if (free.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      return make();
    }
    return await();
  }

  void giveBack(Session session) {
    waiting.add(session);
    if (closed) {
      drain();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      drain();
      release();
    }
  }

  private Session make() {
    alive.incrementAndGet();
    try {
      return maker.get();
    } catch (RuntimeException | Error e) {
      free.incrementAndGet();
      release();
      throw e;
    }
  }

  private Session await() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          Session session = waiting.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
          if (session != null) {
            return session;
          }
          checkOpen();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the predictor was closed");
    }
  }

  private void drain() {
    for (Session s = waiting.poll(); s != null; s = waiting.poll()) {
      s.close();
      release();
    }
  }

  private void release() {
    if (alive.decrementAndGet() == 0) {
      whenEmpty.run();
    }
  }
}
