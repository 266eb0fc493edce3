package dev.credence.backend.cuda.emulator;

import dev.credence.backend.cuda.driver.Launch;
import dev.credence.backend.cuda.driver.Region;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file of launches, each with the memory that it works on, for {@code native/replay}; its reader
 * is {@code native/replay/trace.cpp}.
 *
 * <pre>
 *   file    magic and version, then launches up to its end; all numbers little-endian
 *   launch  kernel, parameter letters, origin       int length and UTF-8 each
 *           blocks x, y, z, threads                 int
 *           bytes of shared memory, arguments       int
 *           offset and size of each argument        int
 *           all arguments                           int length and bytes
 *           regions                                 int, then each:
 *             name; address, stride                 string; long, of bytes
 *             replicas, bytes of each, access       int, long, int
 *             contents before                       unless the access is UNWRITTEN
 *           contents after of all regions           unless the access is READ
 * </pre>
 */
final class LaunchTrace {
  private static final int MAGIC = 0x43525452;
  private static final int VERSION = 2;

  private final FileChannel file;
  private ByteBuffer bytes = buffer(1 << 20);
  private float[] floats = new float[0];

  LaunchTrace(Path path) {
    try {
      file =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("the trace " + path + " cannot be written", e);
    }
    bytes.putInt(MAGIC).putInt(VERSION);
  }

  private static ByteBuffer buffer(int capacity) {
    return ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** What the launch is, and what it finds. */
  void before(Launch launch) {
    string(launch.kernel().name());
    string(launch.kernel().parameters());
    string(launch.origin());
    integer(launch.grid().x());
    integer(launch.grid().y());
    integer(launch.grid().z());
    integer(launch.kernel().threads());
    integer(launch.kernel().sharedBytes());
    integer(launch.offsets().length);
    for (int i = 0; i < launch.offsets().length; i++) {
      integer(launch.offsets()[i]);
      integer(launch.sizes()[i]);
    }
    ByteBuffer arguments = launch.arguments().duplicate();
    arguments.flip();
    integer(arguments.remaining());
    room(arguments.remaining()).put(arguments);
    integer(launch.regions().size());
    for (Region region : launch.regions()) {
      string(region.name());
      room(2 * Long.BYTES).putLong(region.address()).putLong(region.stride() * Float.BYTES);
      integer(region.replicas());
      room(Long.BYTES).putLong(region.elements() * Float.BYTES);
      integer(region.access().ordinal());
      if (region.access() != Region.Access.UNWRITTEN) {
        contents(region);
      }
    }
  }

  /** What the launch left behind. */
  void after(Launch launch) {
    for (Region region : launch.regions()) {
      if (region.access() != Region.Access.READ) {
        contents(region);
      }
    }
    try {
      bytes.flip();
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
      bytes.clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void contents(Region region) {
    int count = Math.toIntExact(region.elements());
    if (floats.length < count) {
      floats = new float[count];
    }
    for (int r = 0; r < region.replicas(); r++) {
      EmulatedDevice.read(region.address() + r * region.stride() * Float.BYTES, floats, 0, count);
      ByteBuffer into = room(count * Float.BYTES);
      into.asFloatBuffer().put(floats, 0, count);
      into.position(into.position() + count * Float.BYTES);
    }
  }

  private void string(String text) {
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    integer(encoded.length);
    room(encoded.length).put(encoded);
  }

  private void integer(int value) {
    room(Integer.BYTES).putInt(value);
  }

  /** The buffer, with room for more. */
  private ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      int needed = Math.max(2 * bytes.capacity(), bytes.position() + more);
      bytes = buffer(needed).put(bytes.flip());
    }
    return bytes;
  }
}
