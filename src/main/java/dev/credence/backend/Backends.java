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
 * vector backend, {@code credence.cuda.device} the number of the GPU where a name has none.
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
   * @param name auto, scalar, vector, cuda, or a GPU by its number: cuda:1
   * @throws BackendUnavailableException where the named backend, or one that {@code
   *     credence.require} names, is missing
   * @throws IllegalArgumentException for any other name
   */
  public static Backend select(String name) {
    return select(name, threads());
  }

  /**
   * As {@link #select(String)}, with this many threads where the backend is a CPU's, in place of
   * {@code credence.threads}.
   */
  public static Backend select(String name, int threads) {
    String wanted = name.equals(AUTO) ? System.getProperty("credence.backend", AUTO) : name;
    if (!wanted.equals(AUTO)) {
      return open(wanted, threads);
    }
    Set<String> required = required();
    for (String candidate : BEST_FIRST) {
      if (required.contains(candidate)) {
        return open(candidate, threads);
      }
    }
    for (String candidate : BEST_FIRST) {
      Availability availability = availability(candidate);
      if (availability.present()) {
        try {
          return open(candidate, threads);
        } catch (BackendUnavailableException e) {
          if (candidate.equals(SCALAR)) {
            throw e;
          }
          warn(e.getMessage() + "; another backend serves");
        }
      } else if (candidate.equals(VECTOR) && WARNED.compareAndSet(false, true)) {
        warn(availability.reason() + "; the scalar backend serves");
      }
    }
    throw new AssertionError("the scalar backend is always present");
  }

  private static void warn(String sentence) {
    System.err.println("credence: " + sentence);
  }

  /** Every backend, the slowest first, with the reason for each that is missing. */
  public static List<Availability> availability() {
    return List.of(availability(SCALAR), availability(VECTOR), availability(CUDA));
  }

  /** What the backends that are on devices of their own are made of: GPUs, images, libraries. */
  @SuppressWarnings("unchecked")
  public static List<Availability.Part> parts() {
    try {
      return (List<Availability.Part>) Class.forName(CUDA_CLASS).getMethod("parts").invoke(null);
    } catch (ReflectiveOperationException | LinkageError e) {
      return List.of(new Availability.Part("driver", false, notLoading(CUDA, e)));
    }
  }

  /** One backend by name. */
  public static Availability availability(String name) {
    if (isGpu(name)) {
      return cuda(name, gpu(name));
    }
    return switch (name) {
      case SCALAR -> new Availability(name, null, null);
      case VECTOR ->
          ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()
              ? new Availability(
                  name,
                  "the vector backend needs the Java option --add-modules " + VECTOR_MODULE,
                  null)
              : lookup(name, VECTOR_CLASS, "the vector backend is not part of this build");
      case CUDA -> cuda(name, gpuProperty());
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

  private static Backend open(String name, int threads) {
    Availability availability = availability(name);
    if (!availability.present()) {
      throw new BackendUnavailableException(availability.reason(), availability.cause());
    }
    return switch (name) {
      case SCALAR -> new ScalarBackend();
      case VECTOR -> construct(name, VECTOR_CLASS, threads);
      default -> construct(name, CUDA_CLASS, isGpu(name) ? gpu(name) : gpuProperty());
    };
  }

  /** Threads that the vector backend has unless told otherwise. */
  public static int threads() {
    String text = System.getProperty("credence.threads");
    if (text == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    int threads = wholeNumber(text);
    if (threads < 1) {
      throw new IllegalArgumentException(
          "credence.threads must be a positive whole number, not " + text);
    }
    return threads;
  }

  private static boolean isGpu(String name) {
    return name.startsWith(CUDA + ":");
  }

  private static int gpu(String name) {
    int ordinal = wholeNumber(name.substring(CUDA.length() + 1));
    if (ordinal < 0) {
      throw new IllegalArgumentException(
          "unknown backend " + name + ": a GPU is named by its number, such as cuda:1");
    }
    return ordinal;
  }

  private static int gpuProperty() {
    String text = System.getProperty("credence.cuda.device", "0");
    int ordinal = wholeNumber(text);
    if (ordinal < 0) {
      throw new IllegalArgumentException(
          "credence.cuda.device must be the number of a GPU, from 0, not " + text);
    }
    return ordinal;
  }

  /** -1 where the text is none. */
  private static int wholeNumber(String text) {
    try {
      return Integer.parseInt(text.trim());
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static String notLoading(String name, Throwable error) {
    return "the " + name + " backend does not load: " + error;
  }

  private static Availability lookup(String name, String className, String absent) {
    try {
      Class.forName(className, false, Backends.class.getClassLoader());
      return new Availability(name, null, null);
    } catch (ClassNotFoundException e) {
      return new Availability(name, absent, null);
    } catch (LinkageError e) {
      return new Availability(name, notLoading(name, e), e);
    }
  }

  /** The CUDA backend is there where its driver finds a device; the class itself says so. */
  private static Availability cuda(String name, int ordinal) {
    Availability linked = lookup(name, CUDA_CLASS, "the CUDA backend is not part of this build");
    if (!linked.present()) {
      return linked;
    }
    try {
      Availability found =
          (Availability)
              Class.forName(CUDA_CLASS).getMethod("availability", int.class).invoke(null, ordinal);
      return new Availability(name, found.reason(), found.cause());
    } catch (InvocationTargetException e) {
      return new Availability(name, notLoading(name, e.getCause()), e.getCause());
    } catch (ReflectiveOperationException | LinkageError e) {
      return new Availability(name, notLoading(name, e), e);
    }
  }

  private static Backend construct(String name, String className, int argument) {
    try {
      Class<?> type = Class.forName(className);
      return (Backend) type.getConstructor(int.class).newInstance(argument);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause();
      throw new BackendUnavailableException(
          "the " + name + " backend does not start: " + cause.getMessage(), cause);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new BackendUnavailableException(notLoading(name, e), e);
    }
  }
}
