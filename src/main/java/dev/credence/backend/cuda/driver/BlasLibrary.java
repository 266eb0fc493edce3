package dev.credence.backend.cuda.driver;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * cuBLAS behind JCublas, or the reason why it does not load; looked for once. JCublas asks for
 * libcublas.so.12. Where there is only version 13, a forwarder of that name passes its calls on.
 */
final class BlasLibrary {
  private static final String FORWARDER = "libcublas-forwarder.so";

  private final String absence;
  private final Throwable cause;
  private final String how;

  private BlasLibrary(String how, String absence, Throwable cause) {
    this.how = how;
    this.absence = absence;
    this.cause = cause;
  }

  private static final class Once {
    static final BlasLibrary FOUND = look();
  }

  /** What was found at the first call. */
  static BlasLibrary get() {
    return Once.FOUND;
  }

  /** Why it does not load; null where it does. */
  String absence() {
    return absence;
  }

  Throwable cause() {
    return cause;
  }

  /** Which file serves. */
  String how() {
    return how;
  }

  private static BlasLibrary look() {
    try {
      Path twelve = Libraries.find("libcublas.so.12");
      Path thirteen = Libraries.find("libcublas.so.13");
      String how;
      if (twelve != null) {
        load(twelve, "libcublasLt.so.12");
        how = twelve.toString();
      } else if (thirteen != null) {
        if (BlasLibrary.class.getResource(FORWARDER) == null) {
          return new BlasLibrary(
              null,
              thirteen + " needs a forwarder, and this build has none: no C compiler was there",
              null);
        }
        load(thirteen, "libcublasLt.so.13");
        NativeLibraries.load(FORWARDER);
        how = thirteen + " through the forwarder";
      } else {
        how = "libcublas.so.12 as the dynamic linker finds it";
      }
      NativeLibraries.initialize("jcuda.jcublas.JCublas2", "JCublas2", "12.6.0");
      return new BlasLibrary(how, null, null);
    } catch (LinkageError e) {
      return new BlasLibrary(null, "cuBLAS does not load: " + Gpus.firstLine(e), e);
    }
  }

  /** Loads a library after the one beside it that it needs. */
  private static void load(Path library, String needed) {
    Path beside = library.resolveSibling(needed);
    if (Files.exists(beside)) {
      System.load(beside.toString());
    }
    System.load(library.toString());
  }
}
