package dev.credence.inference.laplace;

import dev.credence.backend.Backend;
import dev.credence.inference.TrainingData;
import dev.credence.layer.Network;
import dev.credence.loss.HomoscedasticLikelihood;
import dev.credence.posterior.ParameterLayout;
import dev.credence.tensor.Arena;
import java.util.List;

/**
 * One pass over all examples with fixed weights.
 *
 * @param layers the network's dense layers
 * @param curvature H at these weights
 * @param logLikelihood sum of w_j log p(y_j | x_j), constants included
 * @param residualEnergies E_D for each target of a homoscedastic likelihood: sum of w_j (y_j -
 *     mean_j)^2 / 2; else empty
 * @param examples sum of the example weights w_j: n where all are 1
 */
record CurvaturePass(
    List<WeightLayer> layers,
    Curvature curvature,
    double logLikelihood,
    double[] residualEnergies,
    double examples) {
  private static final int CHUNK = 512;

  /** Numbers of a chunk's Jacobian, unless a single row has more. */
  private static final long JACOBIAN = 1 << 22;

  /** Gathers curvature and likelihood. */
  static CurvaturePass over(
      TrainingData data,
      Network network,
      float[] parameters,
      CurvatureStructure structure,
      Backend backend) {
    int rows = chunk(data.rows(), network, structure);
    try (Sensitivities sensitivities = new Sensitivities(network, parameters, rows, backend);
        Arena arena = backend.newArena()) {
      CurvatureSum sum =
          switch (structure) {
            case DIAGONAL -> new DiagonalSum(sensitivities, backend, arena);
            case KRONECKER -> new KroneckerSum(sensitivities, backend, arena);
            case FULL -> new FullSum(sensitivities, backend, arena);
          };
      OutputModel model =
          OutputModel.of(
              network.likelihood(), network.targets(), logVariances(network, parameters));
      boolean homoscedastic = network.likelihood() instanceof HomoscedasticLikelihood;
      Examples examples =
          new Examples(data, model, sensitivities, homoscedastic ? network.targets() : 0);
      for (int first = 0; first < data.rows(); first += rows) {
        examples.add(first, Math.min(rows, data.rows() - first), sum);
      }
      return new CurvaturePass(
          WeightLayer.of(network),
          sum.curvature(),
          examples.logLikelihood,
          examples.residualEnergies,
          examples.total);
    }
  }

  /** Log variances of a homoscedastic likelihood's targets; empty for others. */
  static double[] logVariances(Network network, float[] parameters) {
    ParameterLayout layout = network.layout();
    if (!layout.has(HomoscedasticLikelihood.LOG_VARIANCE)) {
      return new double[0];
    }
    ParameterLayout.Slot slot = layout.slot(HomoscedasticLikelihood.LOG_VARIANCE);
    double[] values = new double[slot.columns()];
    for (int d = 0; d < values.length; d++) {
      values[d] = parameters[slot.start() + d];
    }
    return values;
  }

  private static int chunk(int rows, Network network, CurvatureStructure structure) {
    int most = Math.min(CHUNK, rows);
    if (structure != CurvatureStructure.FULL) {
      return most;
    }
    int count = WeightLayer.count(WeightLayer.of(network));
    FullCurvature.checkSize(count);
    long perRow = (long) network.likelihood().outputs(network.targets()) * count;
    return (int) Math.max(1, Math.min(most, JACOBIAN / perRow));
  }

  /** Sends columns of the square roots of w_j F_j backward. */
  private static final class Examples {
    private final TrainingData data;
    private final OutputModel model;
    private final Sensitivities sensitivities;
    private final float[] outputs;
    private final float[] directions;
    private final float[] weights;
    private final double[] root;
    final double[] residualEnergies;
    double logLikelihood;
    double total;

    Examples(TrainingData data, OutputModel model, Sensitivities sensitivities, int residuals) {
      this.data = data;
      this.model = model;
      this.sensitivities = sensitivities;
      int columns = sensitivities.columns();
      this.outputs = new float[sensitivities.rows() * columns];
      this.directions = new float[outputs.length * columns];
      this.weights = new float[sensitivities.rows()];
      this.root = new double[columns * columns];
      this.residualEnergies = new double[residuals];
    }

    void add(int first, int count, CurvatureSum sum) {
      sensitivities.forward(data.inputs(), first, count, outputs);
      int columns = sensitivities.columns();
      int targets = data.targetColumns();
      for (int b = 0; b < weights.length; b++) {
        boolean filled = b < count;
        weights[b] = !filled ? 0 : data.weights() == null ? 1 : data.weights()[first + b];
        if (filled) {
          int y = (first + b) * targets;
          model.fisherRoot(outputs, b * columns, root);
          logLikelihood +=
              weights[b] * model.logLikelihood(outputs, b * columns, data.targets(), y);
          for (int d = 0; d < residualEnergies.length; d++) {
            double residual = (double) data.targets()[y + d] - outputs[b * columns + d];
            residualEnergies[d] += weights[b] * residual * residual / 2;
          }
        }
        total += weights[b];
        double scale = Math.sqrt(weights[b]);
        for (int c = 0; c < columns; c++) {
          for (int i = 0; i < columns; i++) {
            int at = (c * weights.length + b) * columns + i;
            directions[at] = filled ? (float) (scale * root[c * columns + i]) : 0;
          }
        }
      }
      sensitivities.backward(directions);
      sum.add(weights);
    }
  }
}
