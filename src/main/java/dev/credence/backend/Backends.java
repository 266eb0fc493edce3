package dev.credence.backend;

import dev.credence.backend.scalar.ScalarBackend;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The one place that knows the implementations. The vector and CUDA backends are reached by name
 * only, so that nothing here links to a module or library that may be missing.
 *
 * <p>System properties: {@code credence.backend} replaces auto, {@code credence.require} (a list
 * with commas) names what must be present, {@code credence.threads} is the number of threads of the
 * vector backend.
 */
public final class Backends {
  /** The best backend that is present. */
  public static final String AUTO = "auto";

  public static final String SCALAR = "scalar";
  public static final String VECTOR = "vector";
  public static final String CUDA = "cuda";

  private static final String VECTOR_MODULE = "jdk.incubator.vector";
  private static final String VECTOR_CLASS = "dev.credence.backend.vector.VectorBackend";
  private static final String CUDA_CLASS = "dev.credence.backend.cuda.CudaBackend";
  private static final List<String> BEST_FIRST = List.of(CUDA, VECTOR, SCALAR);
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  private Backends() {}

  /**
   * Opens a backend; the caller closes it.
   *
   * @param name auto, scalar, vector or cuda
   * @throws BackendUnavailableException where the named backend, or one that {@code
   *     credence.require} names, is missing
   * @throws IllegalArgumentException for any other name
   */
  public static Backend select(String name) {
    String wanted = name.equals(AUTO) ? System.getProperty("credence.backend", AUTO) : name;
    if (!wanted.equals(AUTO)) {
      return open(wanted);
    }
    Set<String> required = required();
    for (String candidate : BEST_FIRST) {
      if (required.contains(candidate)) {
        return open(candidate);
      }
    }
    for (String candidate : BEST_FIRST) {
      Availability availability = availability(candidate);
      if (availability.present()) {
        return open(candidate);
      }
      if (candidate.equals(VECTOR) && WARNED.compareAndSet(false, true)) {
        System.err.println("credence: " + availability.reason() + "; the scalar backend serves");
      }
    }
    throw new AssertionError("the scalar backend is always present");
  }

  /** Every backend, the slowest first, with the reason for each that is missing. */
  public static List<Availability> availability() {
    return List.of(availability(SCALAR), availability(VECTOR), availability(CUDA));
  }

  /** One backend by name. */
  public static Availability availability(String name) {
    return switch (name) {
      case SCALAR -> new Availability(name, null, null);
      case VECTOR ->
          ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()
              ? new Availability(
                  name,
                  "the vector backend needs the Java option --add-modules " + VECTOR_MODULE,
                  null)
              : lookup(name, VECTOR_CLASS, "the vector backend is not part of this build");
      case CUDA -> cuda(name);
      default ->
          throw new IllegalArgumentException(
              "unknown backend " + name + ": choose auto, scalar, vector or cuda");
    };
  }

  /** What the property credence.require names. */
  public static Set<String> required() {
    return Arrays.stream(System.getProperty("credence.require", "").split(","))
        .map(String::trim)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Backend open(String name) {
    Availability availability = availability(name);
    if (!availability.present()) {
      throw new BackendUnavailableException(availability.reason(), availability.cause());
    }
    return switch (name) {
      case VECTOR -> construct(name, VECTOR_CLASS, new Class<?>[] {int.class}, threads());
      case CUDA -> construct(name, CUDA_CLASS, new Class<?>[0]);
      default -> new ScalarBackend();
    };
  }

  private static int threads() {
    String text = System.getProperty("credence.threads");
    if (text == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    try {
      int threads = Integer.parseInt(text.trim());
      if (threads >= 1) {
        return threads;
      }
    } catch (NumberFormatException e) {
      // Falls through to the sentence below.
    }
    throw new IllegalArgumentException(
        "credence.threads must be a positive whole number, not " + text);
  }

  private static Availability lookup(String name, String className, String absent) {
    try {
      Class.forName(className, false, Backends.class.getClassLoader());
      return new Availability(name, null, null);
    } catch (ClassNotFoundException e) {
      return new Availability(name, absent, null);
    } catch (LinkageError e) {
      return new Availability(name, "the " + name + " backend does not load: " + e, e);
    }
  }

  /** The CUDA backend is there where its driver finds a device; the class itself says so. */
  private static Availability cuda(String name) {
    Availability linked = lookup(name, CUDA_CLASS, "the CUDA backend is not part of this build");
    if (!linked.present()) {
      return linked;
    }
    try {
      Object reason = Class.forName(CUDA_CLASS).getMethod("absence").invoke(null);
      return new Availability(name, (String) reason, null);
    } catch (ReflectiveOperationException | LinkageError e) {
      return new Availability(name, "the cuda backend does not load: " + e, e);
    }
  }

  private static Backend construct(
      String name, String className, Class<?>[] types, Object... arguments) {
    try {
      Class<?> type = Class.forName(className);
      return (Backend) type.getConstructor(types).newInstance(arguments);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw new BackendUnavailableException(
          "the " + name + " backend does not start: " + cause, cause);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new BackendUnavailableException("the " + name + " backend does not load: " + e, e);
    }
  }
}
