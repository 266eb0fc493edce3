package dev.credence.study;

import dev.credence.calibration.Estimate;
import dev.credence.calibration.PullSummary;
import dev.credence.calibration.Pulls;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What is compared between methods: figures of one trained network over points it has not seen. */
enum Figure {
  SIGMA_STAT(h -> h.sigmaStat().value()),
  SIGMA_SYST(h -> h.sigmaSyst().value()),
  /** sigmaStat^2 taken out of sigmaSyst^2, which a variational network's contains. */
  SIGMA_SYST_CORRECTED(h -> h.correctedSigmaSyst().value()),
  SIGMA_TOT_DELIVERED(h -> h.deliveredSigmaTot().value()),
  MSE_LOG_A(h -> h.meanSquaredError().value()),
  /** Half the 16-84 % interval of (mean - A) / A. */
  DELTA_WIDTH(h -> PullSummary.of(h.deltas()).robustWidth().value()),
  PULL_TOTAL_RAW(h -> h.totalPull(h.raw()).width().value()),
  PULL_TOTAL_DELIVERED(h -> h.totalPull(h.delivered()).width().value()),
  PULL_SYSTEMATIC_RAW(h -> width(h.systematicPulls(h.raw()))),
  PULL_SYSTEMATIC_DELIVERED(h -> width(h.systematicPulls(h.delivered()))),
  /** Half the 16-84 % interval of (mean - log A) / sigmaStat against the exact log A. */
  ERROR_IN_SIGMA_STAT(Figure::errorInSigmaStat),
  COVERAGE_68(h -> h.metrics(h.delivered()).toMap().get("coverage_68").value());

  private final ToDoubleFunction<HeldOut> figure;

  Figure(ToDoubleFunction<HeldOut> figure) {
    this.figure = figure;
  }

  /** The name in {@code metrics.json}. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The figure, or NaN where there is no sigmaStat to speak of. */
  double of(HeldOut held) {
    return figure.applyAsDouble(held);
  }

  private static double width(double[] pulls) {
    return PullSummary.of(pulls).width().value();
  }

  private static double errorInSigmaStat(HeldOut held) {
    for (double sigma : held.raw().sigmaStat()) {
      if (!(sigma > 0)) {
        return Double.NaN;
      }
    }
    double[] pulls = Pulls.total(held.raw().mean(), held.raw().sigmaStat(), held.truth());
    Estimate width = PullSummary.of(pulls).robustWidth();
    return width.value();
  }
}
