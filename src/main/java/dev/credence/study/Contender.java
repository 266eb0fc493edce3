package dev.credence.study;

import dev.credence.inference.Method;
import dev.credence.model.Defaults;
import dev.credence.model.NetworkRecipe;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** One of the methods that are compared; all learn mean and width of a Gaussian likelihood. */
enum Contender {
  /** Flipout layers with Gaussian weights. */
  BAYESIAN("BNN", new Method.Variational(), 1, 4),
  /** Networks that repel each other in function space, at the training points. */
  REPULSIVE(
      "repulsive ensemble",
      new Method.Repulsive(Method.Space.FUNCTION, Defaults.REPULSION_STRENGTH, 0),
      6,
      8),
  /** One network whose weights are numbers: its sigmaStat is zero. */
  HETEROSCEDASTIC("heteroscedastic", new Method.Ensemble(), 1, 2);

  private static final int LAYERS = 3;

  private final String title;
  private final Method method;
  private final int members;
  private final int cost;

  Contender(String title, Method method, int members, int cost) {
    this.title = title;
    this.method = method;
    this.members = members;
    this.cost = cost;
  }

  /** The name in words. */
  String title() {
    return title;
  }

  /** The name in {@code metrics.json}. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  Method method() {
    return method;
  }

  /** Networks that one prediction is made of. */
  int members() {
    return members;
  }

  /** Time of one training relative to the others, roughly. */
  int cost() {
    return cost;
  }

  /** Whether several trainings fit into one program; members that repel each other must not mix. */
  boolean trainsSideBySide() {
    return members == 1;
  }

  /** Whether predictions come from many networks, so that there is a sigmaStat. */
  boolean hasSigmaStat() {
    return this != HETEROSCEDASTIC;
  }

  /** The network, of three hidden layers. */
  NetworkRecipe recipe(int width) {
    List<Integer> hidden = Collections.nCopies(LAYERS, width);
    return Defaults.recipe(0).withHidden(hidden);
  }
}
