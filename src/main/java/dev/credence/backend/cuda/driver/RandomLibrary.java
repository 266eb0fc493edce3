package dev.credence.backend.cuda.driver;

import java.nio.file.Path;

/** cuRAND behind JCurand, or the reason why it does not load; looked for once. */
final class RandomLibrary {
  private static final String FILE = "libcurand.so.10";

  private final String how;
  private final String absence;
  private final Throwable cause;

  private RandomLibrary(String how, String absence, Throwable cause) {
    this.how = how;
    this.absence = absence;
    this.cause = cause;
  }

  private static final class Once {
    static final RandomLibrary FOUND = look();
  }

  /** What was found at the first call. */
  static RandomLibrary get() {
    return Once.FOUND;
  }

  /** Why it does not load; null where it does. */
  String absence() {
    return absence;
  }

  /** What went wrong where it does not load. */
  Throwable cause() {
    return cause;
  }

  /** Which file serves. */
  String how() {
    return how;
  }

  private static RandomLibrary look() {
    try {
      Path file = Libraries.find(FILE);
      if (file != null) {
        System.load(file.toString());
      }
      NativeLibraries.initialize("jcuda.jcurand.JCurand", "JCurand", "11.8.0");
      return new RandomLibrary(
          file == null ? FILE + " as the dynamic linker finds it" : file.toString(), null, null);
    } catch (LinkageError e) {
      return new RandomLibrary(null, "cuRAND does not load: " + Gpus.firstLine(e), e);
    }
  }
}
