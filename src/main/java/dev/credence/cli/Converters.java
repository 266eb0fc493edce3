package dev.credence.cli;

import dev.credence.inference.Method;
import dev.credence.inference.laplace.CurvatureStructure;
import dev.credence.layer.Estimator;
import dev.credence.model.StandardMethod;
import dev.credence.op.Activation;
import dev.credence.physics.Inputs;
import dev.credence.physics.Process;
import dev.credence.predict.Recalibration;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** From the text of an option to its value; what does not fit is refused in one sentence. */
final class Converters {
  private Converters() {}

  /** A path; the empty one, of a variable that is not set, would be the working directory. */
  static final class File implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      if (text.isBlank()) {
        throw new TypeConversionException("must not be empty");
      }
      return Path.of(text);
    }
  }

  /** A number from 1 on. */
  static final class Count implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return count(text, 1);
    }
  }

  /** A number from 0 on. */
  static final class CountFromZero implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return count(text, 0);
    }
  }

  /** A finite number above 0. */
  static final class Positive implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      double value = number(text);
      if (value > 0) {
        return value;
      }
      throw refused("must be a number above 0", text);
    }
  }

  /** A finite number from 0 on. */
  static final class NotNegative implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      double value = number(text);
      if (value >= 0) {
        return value;
      }
      throw refused("must be a number of at least 0", text);
    }
  }

  /** A fraction in [0, 1); 5 % may be written 0.05 or 5%. */
  static final class Fraction implements ITypeConverter<Double> {
    @Override
    public Double convert(String text) {
      String bare = text.strip();
      boolean percent = bare.endsWith("%");
      double value = number(percent ? bare.substring(0, bare.length() - 1) : bare);
      double fraction = percent ? value / 100 : value;
      if (fraction >= 0 && fraction < 1) {
        return fraction;
      }
      throw refused("must be a fraction from 0 to below 1, such as 0.05 or 5%", text);
    }
  }

  /** vi, mc-dropout ... */
  static final class MethodName extends OneOf<StandardMethod> {
    MethodName() {
      super(named(StandardMethod.values(), StandardMethod::toString));
    }
  }

  /** function or weight. */
  static final class SpaceName extends OneOf<Method.Space> {
    SpaceName() {
      super(named(Method.Space.values(), Method.Space::toString));
    }
  }

  /** diagonal, kronecker or full. */
  static final class StructureName extends OneOf<CurvatureStructure> {
    StructureName() {
      super(named(CurvatureStructure.values(), Converters::plain));
    }
  }

  /** scale, isotonic or none. */
  static final class RecalibrationName extends OneOf<Recalibration.Kind> {
    RecalibrationName() {
      super(named(Recalibration.Kind.values(), Recalibration.Kind::toString));
    }
  }

  /** regression or classification. */
  static final class TaskName extends OneOf<DataOptions.Task> {
    TaskName() {
      super(named(DataOptions.Task.values(), Converters::plain));
    }
  }

  /** flipout, local or reparam. */
  static final class EstimatorName extends OneOf<Estimator> {
    EstimatorName() {
      super(names());
    }

    private static Map<String, Estimator> names() {
      Map<String, Estimator> names = new LinkedHashMap<>();
      names.put("flipout", Estimator.FLIPOUT);
      names.put("local", Estimator.LOCAL_REPARAMETERIZED);
      names.put("reparam", Estimator.REPARAMETERIZED);
      return names;
    }
  }

  /** relu, leaky-relu, tanh ... */
  static final class ActivationName extends OneOf<Activation> {
    ActivationName() {
      super(named(Activation.values(), Converters::plain));
    }
  }

  /** gg-ggg or gg-Hg. */
  static final class ProcessName extends OneOf<Process> {
    ProcessName() {
      super(named(Process.values(), Process::commandName));
    }
  }

  /** invariants or momenta. */
  static final class InputsName extends OneOf<Inputs> {
    InputsName() {
      super(named(Inputs.values(), Converters::plain));
    }
  }

  /** One of several names. */
  abstract static class OneOf<T> implements ITypeConverter<T> {
    private final Map<String, T> names;

    OneOf(Map<String, T> names) {
      this.names = names;
    }

    @Override
    public T convert(String text) {
      for (Map.Entry<String, T> entry : names.entrySet()) {
        if (entry.getKey().equalsIgnoreCase(text.strip())) {
          return entry.getValue();
        }
      }
      throw refused("must be one of " + String.join(", ", names.keySet()), text);
    }
  }

  private static <T> Map<String, T> named(T[] values, Function<T, String> name) {
    Map<String, T> names = new LinkedHashMap<>();
    for (T value : values) {
      names.put(name.apply(value), value);
    }
    return names;
  }

  private static String plain(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static int count(String text, int least) {
    try {
      int count = Integer.parseInt(text.strip());
      if (count >= least) {
        return count;
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the sentence below.
    }
    throw refused("must be a whole number of at least " + least, text);
  }

  private static double number(String text) {
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? value : Double.NaN;
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static TypeConversionException refused(String rule, String text) {
    return new TypeConversionException(rule + ", not '" + text + "'");
  }
}
