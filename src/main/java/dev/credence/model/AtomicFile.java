package dev.credence.model;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes files that appear whole or not at all: into a temporary file of the same folder, synced,
 * then renamed over the target, then the folder synced. Until the rename the previous file stays; a
 * failure or an orderly shutdown (Ctrl-C) removes the temporary file.
 */
public final class AtomicFile {
  private static final int BUFFER = 1 << 16;

  private AtomicFile() {}

  /** What to write; the stream is buffered, and may be closed or left open. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Replaces or creates {@code target}. A symbolic link stays and its file is replaced; a device or
   * pipe, which nothing may be renamed over, is written straight through.
   *
   * @throws OutputException with one sentence when the file cannot be written; exceptions of {@code
   *     content} that are not IOExceptions pass through
   */
  public static void write(Path target, Content content) {
    try {
      if (Files.isDirectory(target)) {
        throw new FileSystemException(target.toString(), null, "it is a directory");
      }
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
          stream(out, content);
        }
      } else {
        replace(Files.exists(target) ? target.toRealPath() : target.toAbsolutePath(), content);
      }
    } catch (IOException e) {
      throw new OutputException("cannot write " + target + ": " + reason(target, e), e);
    }
  }

  private static void replace(Path target, Content content) throws IOException {
    Path folder = target.getParent();
    Path temporary = folder.resolve(".credence-" + UUID.randomUUID() + ".tmp");
    Unfinished.add(temporary);
    try {
      try (FileChannel channel =
          FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        stream(Channels.newOutputStream(channel), content);
        channel.force(true);
      }
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Unfinished.remove(temporary);
    }
    sync(folder);
  }

  private static void stream(OutputStream raw, Content content) throws IOException {
    OutputStream out =
        new BufferedOutputStream(raw, BUFFER) {
          @Override
          public void close() throws IOException {
            flush(); // the file must stay open until it is synced
          }
        };
    content.writeTo(out);
    out.flush();
  }

  /** Makes the rename itself durable, where the file system lets a folder be opened. */
  private static void sync(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException notOnThisPlatform) {
      // The file is complete and in place; only a power cut could still undo the rename.
    }
  }

  private static String reason(Path target, IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "the folder " + target.toAbsolutePath().getParent() + " does not exist";
    }
    if (e instanceof FileSystemException named && named.getReason() != null) {
      return named.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Temporary files in the making; whatever is left at an orderly shutdown is removed. */
  private static final class Unfinished {
    private static final Set<Path> FILES = ConcurrentHashMap.newKeySet();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> FILES.forEach(Unfinished::delete)));
    }

    static void add(Path file) {
      FILES.add(file);
    }

    static void remove(Path file) {
      delete(file);
      FILES.remove(file);
    }

    private static void delete(Path file) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException leftBehind) {
        // Nothing better to do: the failure that led here is the one to report.
      }
    }
  }
}
