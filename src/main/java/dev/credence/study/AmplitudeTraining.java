package dev.credence.study;

import dev.credence.backend.Backend;
import dev.credence.inference.KlSchedule;
import dev.credence.inference.LearningRate;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingOptions;
import dev.credence.model.Defaults;
import dev.credence.model.ModelTrainer;
import dev.credence.model.TrainedModel;
import dev.credence.model.TrainingResult;
import dev.credence.model.TrainingSet;
import dev.credence.physics.AmplitudeDataset;
import dev.credence.physics.LabelSmearing;
import dev.credence.predict.Prediction;
import dev.credence.predict.Predictor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One network trained on amplitudes with one level of label noise, and what it predicts for points
 * it has not seen.
 *
 * @param noise relative label noise
 * @param result the training
 * @param heldOut predictions of the test points
 * @param seconds wall time of the training alone
 */
record AmplitudeTraining(double noise, TrainingResult result, HeldOut heldOut, double seconds) {
  /** Test and validation points are far from any number of training points. */
  private static final long TEST_POINT = 1L << 40;

  private static final long VALIDATION_POINT = 1L << 41;

  /** Test points whose weight samples are kept, for the pulls that need them. */
  private static final int SAMPLED_POINTS = 2000;

  private static final double LEARNING_RATE = 1e-2;
  private static final double RISE = 0.3;

  /** Small error bars make steep losses: without a limit one bad batch can end a training. */
  private static final double CLIP_NORM = 1;

  private static final int VALIDATION_SAMPLES = 4;

  /** Generates the points, trains, and predicts. */
  static AmplitudeTraining run(
      AmplitudeOptions options,
      double noise,
      Map<String, String> provenance,
      TrainingListener listener,
      Backend backend) {
    LabelSmearing smearing = new LabelSmearing(noise, options.seed());
    TrainingSet training = set(options, smearing, options.points(), 0);
    TrainingSet validation =
        set(options, smearing, AmplitudeOptions.VALIDATION_POINTS, VALIDATION_POINT);
    TrainingOptions settings =
        TrainingOptions.builder()
            .epochs(options.epochs())
            .batchSize(AmplitudeOptions.batchSize(options.points()))
            .validationSamples(VALIDATION_SAMPLES)
            .learningRate(new LearningRate.OneCycle(LEARNING_RATE, RISE))
            .kl(new KlSchedule(1, 0))
            .clipNorm(CLIP_NORM)
            .seed(options.seed())
            .build();
    long start = System.nanoTime();
    TrainingResult result =
        ModelTrainer.of(training)
            .recipe(Defaults.recipe(options.points()).withEstimator(options.estimator()))
            .options(settings)
            .validation(validation)
            .provenance(provenance)
            .listener(listener)
            .train(backend);
    double seconds = (System.nanoTime() - start) / 1e9;
    HeldOut heldOut =
        result.interrupted() ? null : heldOut(options, smearing, result.model(), backend);
    return new AmplitudeTraining(noise, result, heldOut, seconds);
  }

  private static TrainingSet set(
      AmplitudeOptions options, LabelSmearing smearing, int points, long first) {
    AmplitudeDataset data = dataset(options, points, first);
    return TrainingSet.regression(
        data.columnNames(), List.of("log_A"), inputs(data), logarithms(smearing.smear(data)));
  }

  private static HeldOut heldOut(
      AmplitudeOptions options, LabelSmearing smearing, TrainedModel model, Backend backend) {
    AmplitudeDataset data = dataset(options, AmplitudeOptions.TEST_POINTS, TEST_POINT);
    double[] rows = inputs(data);
    try (Predictor predictor = model.predictor(backend)) {
      Prediction all = predictor.predict(rows);
      int m = Math.min(SAMPLED_POINTS, data.points());
      Prediction sampled = predictor.newPrediction(m, true);
      predictor.predict(Arrays.copyOf(rows, m * data.columns()), m, sampled);
      int samples = predictor.samples();
      double[] means = new double[samples * m];
      double[] sigmas = new double[samples * m];
      for (int s = 0; s < samples; s++) {
        for (int i = 0; i < m; i++) {
          means[s * m + i] = sampled.sampleMean(i, 0, s);
          sigmas[s * m + i] = sampled.sampleSigma(i, 0, s);
        }
      }
      return new HeldOut(
          logarithms(data.amplitude()),
          logarithms(smearing.smear(data)),
          all.rawPredictive(0),
          all.predictive(0),
          means,
          sigmas,
          samples);
    }
  }

  private static AmplitudeDataset dataset(AmplitudeOptions options, int points, long first) {
    return AmplitudeDataset.generate(
        options.process(), options.inputs(), points, options.seed(), first);
  }

  private static double[] inputs(AmplitudeDataset data) {
    double[] rows = new double[data.inputs().length];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = data.inputs()[i];
    }
    return rows;
  }

  private static double[] logarithms(double[] amplitudes) {
    return Arrays.stream(amplitudes).map(Math::log).toArray();
  }
}
