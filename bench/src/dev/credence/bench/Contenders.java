package dev.credence.bench;

import dev.credence.backend.Backend;
import dev.credence.backend.scalar.ScalarBackend;
import dev.credence.backend.vector.VectorBackend;
import java.util.Map;

/**
 * The one place that knows who takes part. A contender is named {@code scalar}, or by a form and
 * its number of threads: {@code vector-2}, {@code libtorch-1}.
 */
public final class Contenders {
  public static final String SCALAR = "scalar";
  private static final String VECTOR = "vector";

  private static final Map<String, String> PEERS =
      Map.of(
          "libtorch", "dev.credence.bench.peers.LibTorch",
          "bayesian-torch", "dev.credence.bench.peers.LibTorch",
          "openblas", "dev.credence.bench.peers.OpenBlas");

  private Contenders() {}

  /** Opens a contender; the caller closes it. */
  public static Contender open(String name) {
    if (name.equals(SCALAR)) {
      return new Engine(new ScalarBackend());
    }
    if (form(name).equals(VECTOR)) {
      return new Engine(new VectorBackend(threads(name)));
    }
    return peer(name).open(form(name), threads(name));
  }

  /** Whether a contender has a form of this work. */
  public static boolean does(String name, Work work) {
    return isEngine(name) || peer(name).does(form(name), work);
  }

  /** Whether this is a backend of the engine. */
  public static boolean isEngine(String name) {
    return name.equals(SCALAR) || form(name).equals(VECTOR);
  }

  /** Why a contender cannot take part, in one sentence, or null. */
  public static String absence(String name) {
    if (isEngine(name)) {
      return null;
    }
    try {
      peer(name).description();
      return null;
    } catch (IllegalStateException e) {
      return e.getMessage();
    } catch (RuntimeException | LinkageError e) {
      return form(name) + " does not load on this machine: " + e;
    }
  }

  /** Library and version of a peer. */
  static String description(String name) {
    return peer(name).description();
  }

  /** Number of threads. */
  static int threads(String name) {
    return name.equals(SCALAR) ? 1 : Integer.parseInt(name.substring(name.lastIndexOf('-') + 1));
  }

  /** The name without its number of threads. */
  static String form(String name) {
    return name.equals(SCALAR) ? name : name.substring(0, name.lastIndexOf('-'));
  }

  private static Peer peer(String name) {
    String type = PEERS.get(form(name));
    if (type == null) {
      throw new IllegalArgumentException(
          "unknown contender " + name + ": there are scalar, vector-N and " + PEERS.keySet());
    }
    try {
      return (Peer) Class.forName(type).getConstructor().newInstance();
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          form(name) + " is not part of this build: it needs the Maven profile bench", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(form(name) + " does not start: " + e, e);
    }
  }

  /** A backend as a contender. */
  private record Engine(Backend backend) implements Contender {
    @Override
    public Task prepare(Work work) {
      return work.on(backend);
    }

    @Override
    public void close() {
      backend.close();
    }
  }
}
