package dev.credence.model;

import dev.credence.inference.Method;

/** The methods that there are, by the names of the command line and of files. */
public enum StandardMethod {
  VI("vi"),
  MC_DROPOUT("mc-dropout"),
  ENSEMBLE("ensemble"),
  REPULSIVE("repulsive"),
  LAPLACE("laplace"),
  HMC("hmc"),
  SGLD("sgld"),
  SGHMC("sghmc"),
  ADAM_MCMC("adam-mcmc");

  private final String text;

  StandardMethod(String text) {
    this.text = text;
  }

  /** The method with settings for data that nobody has tuned for. */
  public Method usual(int trainingRows) {
    return switch (this) {
      case VI -> new Method.Variational();
      case MC_DROPOUT -> new Method.Dropout(Defaults.DROPOUT_RATE);
      case ENSEMBLE -> new Method.Ensemble();
      case REPULSIVE ->
          new Method.Repulsive(
              Method.Space.FUNCTION, Defaults.REPULSION_STRENGTH, Defaults.CONTEXT_ROWS);
      case LAPLACE -> new Method.Laplace(Defaults.laplace());
      case HMC ->
          new Method.Hamiltonian(Defaults.hamiltonian(Defaults.trajectories(), trainingRows));
      case SGLD ->
          new Method.Langevin(Defaults.langevin(Defaults.steps(trainingRows), trainingRows));
      case SGHMC ->
          new Method.StochasticHamiltonian(
              Defaults.stochasticHamiltonian(Defaults.steps(trainingRows), trainingRows));
      case ADAM_MCMC ->
          new Method.AdamChains(Defaults.adamChains(Defaults.proposals(), trainingRows));
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
