package dev.credence.inference;

import dev.credence.inference.sampler.Sampler;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Markov chains that begin where training ends: each chain at a maximum of the posterior of its
 * own, found by gradients from initial values of its own. Far from any maximum a chain would spend
 * its burn-in on the way there. The invariant distribution of the chains is not changed by where
 * they begin.
 */
final class ChainsFromMaxima implements Fit {
  /** Where a training state keeps how many reports are those of the search. */
  private static final String SEARCHED = "reports of the search";

  private final MaximumPosterior search;
  private final Sampler chains;
  private boolean sampling;

  /**
   * @param search with one member for each chain
   * @param chains of the same network
   */
  ChainsFromMaxima(MaximumPosterior search, Sampler chains) {
    this.search = search;
    this.chains = chains;
  }

  @Override
  public void run(TrainingListener listener) {
    if (!sampling) {
      search.run(shifted(listener, 0, 0));
      if (!search.finished()) {
        return;
      }
      chains.restore(chains.state().withParameters(search.fitted().parameters()));
      sampling = true;
    }
    chains.run(shifted(listener, search.steps(), search.history().size()));
  }

  private TrainingListener shifted(TrainingListener listener, long steps, int epochs) {
    return new TrainingListener() {
      @Override
      public void onStep(long step, long all, double negativeLogLikelihood, double klTerm) {
        listener.onStep(steps + step, steps(), negativeLogLikelihood, klTerm);
      }

      @Override
      public void onEpoch(EpochReport report) {
        listener.onEpoch(ChainsFromMaxima.shifted(report, epochs));
      }

      @Override
      public boolean stopRequested() {
        return listener.stopRequested();
      }
    };
  }

  private static EpochReport shifted(EpochReport report, int epochs) {
    return new EpochReport(
        epochs + report.epoch(),
        report.negativeLogLikelihood(),
        report.kl(),
        report.klTerm(),
        report.validation(),
        report.learningRate());
  }

  @Override
  public boolean finished() {
    return sampling && chains.finished();
  }

  /** Steps of the search and of the chains. */
  @Override
  public long steps() {
    return search.steps() + chains.steps();
  }

  @Override
  public List<EpochReport> history() {
    List<EpochReport> all = new ArrayList<>(search.history());
    int searched = all.size();
    chains.history().forEach(report -> all.add(shifted(report, searched)));
    return all;
  }

  @Override
  public FittedNetwork fitted() {
    return sampling ? chains.fitted() : search.fitted();
  }

  @Override
  public Diagnostics diagnostics() {
    return chains.diagnostics();
  }

  @Override
  public TrainingState state() {
    if (!sampling) {
      return search.state();
    }
    TrainingState own = chains.state();
    Map<String, float[]> floats = new HashMap<>(own.floats());
    floats.put(SEARCHED, new float[] {search.history().size()});
    return TrainingState.of(
        search.steps() + own.step(), own.parameters(), history(), floats, own.doubles());
  }

  @Override
  public void restore(TrainingState saved) {
    float[] searched = saved.floats().get(SEARCHED);
    sampling = searched != null;
    if (!sampling) {
      search.restore(saved);
      return;
    }
    int reports = (int) searched[0];
    if (searched.length != 1 || reports < 0 || reports > saved.history().size()) {
      throw new IllegalArgumentException("the training state belongs to another method");
    }
    TrainingState fresh = search.state();
    search.restore(
        new TrainingState(
            search.steps(),
            0,
            0,
            0,
            fresh.bestLoss(),
            0,
            0,
            0,
            fresh.parameters(),
            fresh.firstMoments(),
            fresh.secondMoments(),
            fresh.priors(),
            fresh.bestParameters(),
            fresh.bestPriors(),
            saved.history().subList(0, reports)));
    List<EpochReport> own = new ArrayList<>();
    saved
        .history()
        .subList(reports, saved.history().size())
        .forEach(report -> own.add(shifted(report, -reports)));
    chains.restore(
        TrainingState.of(
            saved.step() - search.steps(),
            saved.parameters(),
            own,
            saved.floats(),
            saved.doubles()));
  }

  @Override
  public void close() {
    search.close();
    chains.close();
  }
}
