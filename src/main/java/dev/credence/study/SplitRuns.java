package dev.credence.study;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.inference.NonFiniteException;
import dev.credence.inference.TrainingListener;
import dev.credence.model.StandardMethod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.DoubleStream;

/** Works through the trainings of a study, several at the same time. */
final class SplitRuns {
  private final UciOptions options;
  private final Path out;
  private final List<SplitTask> tasks;
  private final StudyProgress progress;
  private final SplitResult[] results;
  private final double[] shares;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicBoolean broken = new AtomicBoolean();

  SplitRuns(UciOptions options, Path out, List<SplitTask> tasks, StudyProgress progress) {
    this.options = options;
    this.out = out;
    this.tasks = tasks;
    this.progress = progress;
    this.results = new SplitResult[tasks.size()];
    this.shares = new double[tasks.size()];
  }

  /** Does everything that is not done yet, with this many workers. */
  void run(int workers, String backend) {
    ExecutorService pool = Executors.newFixedThreadPool(workers);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int w = 0; w < workers; w++) {
        running.add(pool.submit(() -> work(backend)));
      }
      for (Future<?> worker : running) {
        worker.get();
      }
    } catch (ExecutionException e) {
      throw unwrapped(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the study was interrupted", e);
    } finally {
      broken.set(true);
      pool.shutdown();
    }
  }

  private static RuntimeException unwrapped(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return (RuntimeException) cause;
  }

  private void work(String backend) {
    try (Backend machine = Backends.select(backend, 1)) {
      for (int i = next.getAndIncrement(); i < results.length; i = next.getAndIncrement()) {
        if (stopped()) {
          return;
        }
        train(i, machine);
      }
    } catch (RuntimeException | Error e) {
      broken.set(true); // the others need not go on
      throw e;
    }
  }

  private boolean stopped() {
    return broken.get() || progress.stopRequested();
  }

  private void train(int i, Backend machine) {
    SplitTask task = tasks.get(i);
    SplitTraining training = SplitTraining.of(task, options);
    String settings = training.settings();
    Optional<SplitResult> kept = SplitResultFile.read(out, task, settings);
    if (kept.isPresent()) {
      results[i] = kept.get();
      share(i, 1);
      return;
    }
    try {
      Optional<SplitResult> result = training.run(listener(i), machine);
      if (result.isPresent()) {
        SplitResultFile.write(out, task, settings, result.get());
        results[i] = result.get();
        progress.onTraining(line(task, result.get()));
      }
    } catch (NonFiniteException e) {
      progress.onTraining(task + ": failed: " + e.getMessage());
    }
    share(i, 1);
  }

  private static String line(SplitTask task, SplitResult r) {
    return String.format(
        Locale.ROOT,
        "%s: rmse %.4g, mean log-likelihood %.4g, coverage of 68 %% %.3f, %.1f s",
        task,
        r.rmse(),
        r.meanLogLikelihood(),
        r.coverage68(),
        r.seconds());
  }

  private TrainingListener listener(int i) {
    return new TrainingListener() {
      @Override
      public void onStep(long step, long steps, double negativeLogLikelihood, double klTerm) {
        share(i, (double) step / steps);
      }

      @Override
      public boolean stopRequested() {
        return stopped();
      }
    };
  }

  private void share(int i, double share) {
    synchronized (shares) {
      shares[i] = share;
      progress.onStep(DoubleStream.of(shares).sum(), shares.length);
    }
  }

  /** Set by set, and in each set method by method. */
  List<SplitSummary> summaries(List<SplitSet> sets) {
    List<SplitSummary> summaries = new ArrayList<>();
    for (SplitSet set : sets) {
      for (StandardMethod method : options.methods()) {
        List<SplitResult> own = new ArrayList<>();
        int failed = 0;
        for (int i = 0; i < results.length; i++) {
          if (tasks.get(i).set() == set && tasks.get(i).method() == method) {
            if (results[i] == null) {
              failed++;
            } else {
              own.add(results[i]);
            }
          }
        }
        summaries.add(new SplitSummary(set.name(), method, own, failed));
      }
    }
    return summaries;
  }
}
