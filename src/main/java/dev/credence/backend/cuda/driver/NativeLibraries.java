package dev.credence.backend.cuda.driver;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Loads the native libraries that come in jars.
 *
 * <p>JCuda's own loader unpacks to a fixed name in the folder for temporary files and loads what it
 * finds there, whoever put it there. So the library is unpacked here into a new folder that only
 * this user may open, the loader is pointed at that folder, and once the library is loaded its file
 * is removed.
 */
final class NativeLibraries {
  private static final String TEMPORARY = "java.io.tmpdir";
  private static final String PLATFORM = "-linux-x86_64.so";

  /** The version that JCuda's classes ask for, whatever the version of the file. */
  private static final String ASKED_FOR = "12.6.0";

  private NativeLibraries() {}

  /** Why no natives are there for this system; null where there are. */
  static String absence() {
    String system = System.getProperty("os.name");
    String processor = System.getProperty("os.arch");
    return system.equals("Linux") && processor.equals("amd64")
        ? null
        : "CUDA is used on Linux on x86-64 only, and this is %s on %s".formatted(system, processor);
  }

  /**
   * Initialises a class of JCuda with its library.
   *
   * @param library its name in the jar, without version and ending
   * @param version of the file in the jar
   * @throws LinkageError where the library, or one that it needs, cannot be loaded
   */
  static synchronized void initialize(String className, String library, String version) {
    withUnpacked(
        "/lib/lib" + library + "-" + version + PLATFORM,
        "lib" + library + "-" + ASKED_FOR + PLATFORM,
        file -> {
          String before = System.getProperty(TEMPORARY);
          System.setProperty(TEMPORARY, file.getParent().toString());
          try {
            Class.forName(className);
          } catch (ClassNotFoundException e) {
            throw new NoClassDefFoundError(className);
          } finally {
            System.setProperty(TEMPORARY, before);
          }
        });
  }

  /** Loads a library of our own from a resource beside this class. */
  static synchronized void load(String resource) {
    withUnpacked(resource, resource, file -> System.load(file.toString()));
  }

  private interface Use {
    void of(Path file);
  }

  private static void withUnpacked(String resource, String name, Use use) {
    Path folder = null;
    try (InputStream in = NativeLibraries.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new UnsatisfiedLinkError(resource + " is not on the class path");
      }
      folder = Files.createTempDirectory("credence"); // readable by this user only
      // The class of Java that remembers the folder for temporary files does so now.
      Files.delete(File.createTempFile("credence", null, folder.toFile()).toPath());
      Path file = folder.resolve(name);
      Files.copy(in, file);
      use.of(file);
    } catch (IOException e) {
      UnsatisfiedLinkError error =
          new UnsatisfiedLinkError(resource + " cannot be unpacked: " + e.getMessage());
      error.initCause(e);
      throw error;
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    if (folder != null) {
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
        Files.delete(folder);
      } catch (IOException e) {
        folder.toFile().deleteOnExit(); // what is left is ours and small
      }
    }
  }
}
