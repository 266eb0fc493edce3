package dev.credence.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.credence.inference.EpochReport;
import dev.credence.inference.TrainingState;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A training run's whole state in a {@link TensorFile}, bit for bit, with the fingerprint of the
 * run that may go on from it. A kill at any moment leaves the last file that was written whole.
 */
public final class CheckpointFile {
  private static final String CONTENT = "content";
  private static final String CHECKPOINT = "checkpoint";
  private static final String PRIOR = "prior.";
  private static final String BEST_PRIOR = "best_prior.";
  private static final String FLOATS = "floats.";
  private static final String DOUBLES = "doubles.";
  private static final String VERSION_KEY = "checkpoint_version";

  /** Version 2 added the named arrays of samplers; files without a version are of the first. */
  private static final int VERSION = 2;

  private static final int REPORT_COLUMNS = 6;

  private CheckpointFile() {}

  /**
   * Replaces a file as a whole.
   *
   * @throws OutputException with one sentence when it cannot be written
   */
  public static void write(Path path, TrainingState state, Fingerprint fingerprint) {
    contents(state, fingerprint).write(path);
  }

  /**
   * Reads a state for a run of the given fingerprint.
   *
   * @throws ModelFileException with one sentence when the file is damaged or belongs to another run
   */
  public static TrainingState read(Path path, Fingerprint fingerprint) {
    String source = path.toString();
    TensorFile file = TensorFile.read(path);
    if (!CHECKPOINT.equals(file.metadata().get(CONTENT))) {
      throw new ModelFileException(source + " holds no checkpoint");
    }
    checkVersion(source, file.metadata().getOrDefault(VERSION_KEY, "1"));
    String difference =
        Fields.parse(source + ": run", file.metadata("run"))
            .read(f -> new Fingerprint(f.text("network"), f.text("options"), f.text("data")))
            .difference(fingerprint);
    if (!difference.isEmpty()) {
      throw new ModelFileException(
          source + " belongs to a run with " + difference + " and cannot be resumed from here");
    }
    return state(source, file);
  }

  private static void checkVersion(String source, String version) {
    if (!version.matches("[1-9][0-9]{0,8}") || Integer.parseInt(version) > VERSION) {
      throw new ModelFileException(
          "%s has checkpoint version %s, but this Credence reads versions up to %d"
              .formatted(source, version, VERSION));
    }
  }

  private static TensorFile contents(TrainingState state, Fingerprint fingerprint) {
    TensorFile.Builder file = TensorFile.builder();
    file.metadata(CONTENT, CHECKPOINT);
    file.metadata(VERSION_KEY, Integer.toString(VERSION));
    ObjectNode run = Fields.JSON.createObjectNode();
    run.put("network", fingerprint.network());
    run.put("options", fingerprint.options());
    run.put("data", fingerprint.data());
    file.metadata("run", run.toString());
    ObjectNode progress = Fields.JSON.createObjectNode();
    progress.put("step", state.step());
    progress.put("epoch_steps", state.epochSteps());
    progress.put("epochs_since_best", state.epochsSinceBest());
    progress.put("reductions", state.reductions());
    progress.put("epochs_since_reduction", state.epochsSinceReduction());
    file.metadata("progress", progress.toString());
    file.tensor("sums", new double[] {state.lossSum(), state.klSum(), state.bestLoss()}, 3);
    file.tensor("parameters", state.parameters(), state.parameters().length);
    file.tensor("first_moments", state.firstMoments(), state.firstMoments().length);
    file.tensor("second_moments", state.secondMoments(), state.secondMoments().length);
    file.tensor("best_parameters", state.bestParameters(), state.bestParameters().length);
    state.priors().forEach((name, v) -> file.tensor(PRIOR + name, v, v.length));
    state.bestPriors().forEach((name, v) -> file.tensor(BEST_PRIOR + name, v, v.length));
    state.floats().forEach((name, v) -> file.tensor(FLOATS + name, v, v.length));
    state.doubles().forEach((name, v) -> file.tensor(DOUBLES + name, v, v.length));
    double[] history = new double[state.history().size() * REPORT_COLUMNS];
    for (int i = 0; i < state.history().size(); i++) {
      EpochReport r = state.history().get(i);
      double[] row = {
        r.epoch(), r.negativeLogLikelihood(), r.kl(), r.klTerm(), r.validation(), r.learningRate()
      };
      System.arraycopy(row, 0, history, i * REPORT_COLUMNS, REPORT_COLUMNS);
    }
    file.tensor("history", history, state.history().size(), REPORT_COLUMNS);
    return file.build();
  }

  private static TrainingState state(String source, TensorFile file) {
    float[] parameters = file.floats("parameters");
    float[] best = file.floats("best_parameters");
    double[] sums = file.doubles("sums", new int[] {3});
    if (best.length != 0 && best.length != parameters.length) {
      throw new ModelFileException(source + ": best_parameters do not match parameters");
    }
    Map<String, float[]> priors = tensors(file, PRIOR);
    Map<String, float[]> bestPriors = tensors(file, BEST_PRIOR);
    List<EpochReport> history = history(source, file);
    float[] first = moments(source, file, "first_moments", parameters.length);
    float[] second = moments(source, file, "second_moments", parameters.length);
    Map<String, double[]> doubles = new LinkedHashMap<>();
    for (String name : file.names()) {
      if (name.startsWith(DOUBLES)) {
        doubles.put(name.substring(DOUBLES.length()), file.doubles(name));
      }
    }
    int most = Integer.MAX_VALUE;
    return Fields.parse(source + ": progress", file.metadata("progress"))
        .read(
            f ->
                new TrainingState(
                    f.wide("step"),
                    sums[0],
                    sums[1],
                    f.integer("epoch_steps", 0, most),
                    sums[2],
                    f.integer("epochs_since_best", 0, most),
                    f.integer("reductions", 0, most),
                    f.integer("epochs_since_reduction", 0, most),
                    parameters,
                    first,
                    second,
                    priors,
                    best,
                    bestPriors,
                    history,
                    tensors(file, FLOATS),
                    doubles));
  }

  /** One number a parameter, or none where the method has no optimiser. */
  private static float[] moments(String source, TensorFile file, String name, int parameters) {
    float[] moments = file.floats(name);
    if (moments.length != 0 && moments.length != parameters) {
      throw new ModelFileException(source + ": " + name + " do not match parameters");
    }
    return moments;
  }

  private static Map<String, float[]> tensors(TensorFile file, String prefix) {
    Map<String, float[]> tensors = new LinkedHashMap<>();
    for (String name : file.names()) {
      if (name.startsWith(prefix)) {
        tensors.put(name.substring(prefix.length()), file.floats(name));
      }
    }
    return tensors;
  }

  private static List<EpochReport> history(String source, TensorFile file) {
    int[] shape = file.shape("history");
    if (shape.length != 2 || shape[1] != REPORT_COLUMNS) {
      throw new ModelFileException(source + ": history does not have 6 columns");
    }
    double[] v = file.doubles("history");
    List<EpochReport> history = new ArrayList<>(shape[0]);
    for (int i = 0; i < v.length; i += REPORT_COLUMNS) {
      history.add(new EpochReport((int) v[i], v[i + 1], v[i + 2], v[i + 3], v[i + 4], v[i + 5]));
    }
    return history;
  }
}
