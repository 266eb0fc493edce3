package dev.credence.study;

import dev.credence.backend.Backend;
import dev.credence.inference.KlSchedule;
import dev.credence.inference.LearningRate;
import dev.credence.inference.TrainingListener;
import dev.credence.inference.TrainingOptions;
import dev.credence.model.Defaults;
import dev.credence.model.ModelTrainer;
import dev.credence.model.TrainingResult;
import dev.credence.physics.Inputs;
import dev.credence.physics.LabelSmearing;
import dev.credence.physics.Process;
import dev.credence.predict.Recalibration;
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
    Process process = options.process();
    Inputs inputs = options.inputs();
    long seed = options.seed();
    AmplitudeSample training = AmplitudeSample.training(process, inputs, options.points(), seed);
    AmplitudeSample validation =
        AmplitudeSample.validation(process, inputs, AmplitudeOptions.VALIDATION_POINTS, seed);
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
        ModelTrainer.of(training.labelled(training.labels(smearing)))
            .recipe(Defaults.recipe(options.points()).withEstimator(options.estimator()))
            .options(settings)
            .recalibration(Recalibration.Kind.SCALE)
            .validation(validation.labelled(validation.labels(smearing)))
            .provenance(provenance)
            .listener(listener)
            .train(backend);
    double seconds = (System.nanoTime() - start) / 1e9;
    if (result.interrupted()) {
      return new AmplitudeTraining(noise, result, null, seconds);
    }
    AmplitudeSample test =
        AmplitudeSample.test(process, inputs, AmplitudeOptions.TEST_POINTS, seed);
    HeldOut heldOut = HeldOut.of(result.model(), test, test.labels(smearing), backend);
    return new AmplitudeTraining(noise, result, heldOut, seconds);
  }
}
