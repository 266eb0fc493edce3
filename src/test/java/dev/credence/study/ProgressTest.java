package dev.credence.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.inference.TrainingListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressTest {
  /** A display that keeps what it is told. */
  private static final class Kept implements TrainingListener, AutoCloseable {
    private final List<Long> steps = new ArrayList<>();
    private long work;
    private boolean closed;

    @Override
    public void onStep(long step, long all, double negativeLogLikelihood, double klTerm) {
      steps.add(step);
      work = all;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  @Test
  void severalTrainingsAreOneWork() {
    Kept display = new Kept();
    try (Progress progress = new Progress(display, 4)) {
      TrainingListener first = progress.next(1);
      first.onStep(5, 10, 0, 0);
      first.onStep(10, 10, 0, 0);
      TrainingListener second = progress.next(3);
      second.onStep(1, 2, 0, 0);
      second.onStep(2, 2, 0, 0);
    }
    assertThat(display.steps).containsExactly(50L, 100L, 250L, 400L);
    assertThat(display.work).isEqualTo(400);
    assertThat(display.closed).isTrue();
  }
}
