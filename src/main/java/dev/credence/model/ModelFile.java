package dev.credence.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.credence.calibration.MonotoneMap;
import dev.credence.data.Standardizer;
import dev.credence.inference.FittedNetwork;
import dev.credence.layer.Network;
import dev.credence.predict.Recalibration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A {@link TrainedModel} in a {@link TensorFile}: structure, names and provenance as JSON texts,
 * numbers as tensors ({@code 0.mu} (M, K, N), {@code input.mean} (K), ...).
 */
public final class ModelFile {
  private static final String CONTENT = "content";
  private static final String MODEL = "model";
  private static final String RECALIBRATION = "recalibration";
  static final int MOST_MEMBERS = 1 << 16;

  private ModelFile() {}

  /**
   * Replaces a file as a whole.
   *
   * @throws OutputException with one sentence when it cannot be written
   */
  public static void write(Path path, TrainedModel model) {
    contents(model).write(path);
  }

  /**
   * Reads a model.
   *
   * @throws ModelFileException with one sentence, whatever is wrong with the file
   */
  public static TrainedModel read(Path path) {
    return read(path.toString(), TensorFile.read(path));
  }

  static TensorFile contents(TrainedModel model) {
    TensorFile.Builder file = TensorFile.builder();
    file.metadata(CONTENT, MODEL);
    file.metadata("network", NetworkJson.write(model.network().network()));
    ObjectNode settings = Fields.JSON.createObjectNode();
    settings.put("members", model.network().members());
    settings.put("seed", model.network().seed());
    settings.put("samples", model.samples());
    file.metadata("settings", settings.toString());
    file.metadata("features", json(model.features()));
    file.metadata("targets", json(model.targets()));
    file.metadata("classes", json(model.classes()));
    ObjectNode provenance = Fields.JSON.createObjectNode();
    model.provenance().forEach(provenance::put);
    file.metadata("provenance", provenance.toString());
    ObjectNode metrics = Fields.JSON.createObjectNode();
    model.metrics().forEach((name, v) -> metrics.put(name, Double.isFinite(v) ? v : null));
    file.metadata("metrics", metrics.toString());
    ParameterTensors.write(model.network(), file);
    write(file, "input", model.inputs());
    if (!model.isClassification()) {
      write(file, "target", model.outputs());
      write(model.recalibration(), file);
    }
    return file.build();
  }

  static TrainedModel read(String source, TensorFile file) {
    if (!MODEL.equals(file.metadata().get(CONTENT))) {
      throw new ModelFileException(source + " holds no model");
    }
    Network network = NetworkJson.read(source + ": network", file.metadata("network"));
    Settings settings =
        Fields.parse(source + ": settings", file.metadata("settings"))
            .read(
                f ->
                    new Settings(
                        f.integer("members", 1, MOST_MEMBERS),
                        f.wide("seed"),
                        f.integer("samples", 1, TrainedModel.MOST_SAMPLES)));
    List<String> features = texts(source, file, "features");
    List<String> targets = texts(source, file, "targets");
    List<String> classes = texts(source, file, "classes");
    Map<String, String> provenance =
        Fields.parseTextMap(source + ": provenance", file.metadata("provenance"));
    Map<String, Double> metrics =
        Fields.parseNumberMap(source + ": metrics", file.metadata("metrics"));
    FittedNetwork fitted =
        ParameterTensors.read(source, file, network, settings.members, settings.seed);
    boolean regression = !network.likelihood().isClassification();
    int columns = network.targets();
    try {
      return new TrainedModel(
          fitted,
          features,
          targets,
          classes,
          standardizer(file, "input", network.inputs()),
          regression ? standardizer(file, "target", columns) : null,
          regression ? recalibration(file, columns) : null,
          settings.samples,
          provenance,
          metrics);
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(source + ": " + e.getMessage(), e);
    }
  }

  private record Settings(int members, long seed, int samples) {}

  private static void write(Recalibration recalibration, TensorFile.Builder file) {
    file.tensor(RECALIBRATION, recalibration.factors(), recalibration.targets());
    for (int t = 0; t < recalibration.shapes().size(); t++) {
      MonotoneMap shape = recalibration.shapes().get(t);
      file.tensor(knots(t, "x"), shape.x(), shape.x().length);
      file.tensor(knots(t, "y"), shape.y(), shape.y().length);
    }
  }

  private static Recalibration recalibration(TensorFile file, int targets) {
    Recalibration factors = Recalibration.of(file.doubles(RECALIBRATION, new int[] {targets}));
    if (!file.names().contains(knots(0, "x"))) {
      return factors;
    }
    List<MonotoneMap> shapes = new ArrayList<>();
    for (int t = 0; t < targets; t++) {
      shapes.add(new MonotoneMap(file.doubles(knots(t, "x")), file.doubles(knots(t, "y"))));
    }
    return factors.withShapes(shapes);
  }

  private static String knots(int target, String axis) {
    return RECALIBRATION + "." + target + "." + axis;
  }

  private static void write(TensorFile.Builder file, String name, Standardizer standardizer) {
    file.tensor(name + ".mean", standardizer.means(), standardizer.columns());
    file.tensor(name + ".scale", standardizer.scales(), standardizer.columns());
  }

  private static Standardizer standardizer(TensorFile file, String name, int columns) {
    int[] shape = {columns};
    return Standardizer.of(
        file.doubles(name + ".mean", shape), file.doubles(name + ".scale", shape));
  }

  private static String json(List<String> texts) {
    ArrayNode list = Fields.JSON.createArrayNode();
    texts.forEach(list::add);
    return list.toString();
  }

  private static List<String> texts(String source, TensorFile file, String name) {
    return Fields.parseTexts(source + ": " + name, file.metadata(name));
  }
}
