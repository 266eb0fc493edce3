package dev.credence.study;

import dev.credence.calibration.Estimate;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The trainings of one contender at one point of a scan. They share training points and labels, and
 * differ in initial values, order of rows and weight noise.
 *
 * @param trainings what each found
 * @param seconds wall time of one training
 */
record Repeated(Contender contender, Setting setting, List<Findings> trainings, double seconds) {
  Repeated {
    trainings = List.copyOf(trainings);
  }

  /** Over all test points: the mean over trainings and its standard error. */
  Estimate figure(Figure figure) {
    return mean(t -> t.all().get(figure));
  }

  /** The same without the largest amplitudes. */
  Estimate bulk(Figure figure) {
    return mean(t -> t.bulk().get(figure));
  }

  /** Width of Delta over training points. */
  Estimate deltaTrain() {
    return mean(Findings::deltaTrain);
  }

  /** Whether the contender has this figure: there are none of sigmaStat where it is zero. */
  boolean has(Figure figure) {
    return trainings.stream().allMatch(t -> Double.isFinite(t.all().get(figure)));
  }

  private Estimate mean(ToDoubleFunction<Findings> figure) {
    return Estimate.mean(trainings.stream().mapToDouble(figure).toArray());
  }
}
