package dev.credence.backend.cuda.driver;

import dev.credence.backend.StepState;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How the words of the step state reach a graph that is launched again and again without change.
 *
 * <pre>
 *   host    slot 0 | slot 1 | ... | slot 63        pinned memory, slot n mod 64 holds run n
 *              \________________________
 *   device      next_state, run n: state = slot n mod 64; taken = reported = n + 1
 *                   |
 *   host    before writing run n into its slot: wait until reported is past n - 64
 * </pre>
 *
 * <p>The device counts by itself, so all launches are the same; the host counts the launches that
 * the driver accepted. A slot is written again only after the device has reported that its words
 * are copied, so any number of launches may be queued.
 */
final class StateRing {
  /** {@code kernels/state.cu}. */
  static final Kernel NEXT = new Kernel("state", "next_state", 32, "ppppii");

  private static final int SLOTS = 64;
  private static final int SLOT_BYTES = 64;
  private static final int REPORTED = SLOTS * SLOT_BYTES;

  /** Bytes of pinned memory that a ring takes. */
  static final int BYTES = REPORTED + 64;

  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

  private final PinnedMemory memory;
  private final ByteBuffer bytes;
  private int next;

  /** A ring at the beginning of zeroed memory. */
  StateRing(PinnedMemory memory) {
    this.memory = memory;
    this.bytes = memory.bytes();
  }

  /**
   * The launch that copies a state.
   *
   * @param taken where on the device the kernel counts, zero in the beginning
   * @param state where the words go
   */
  Launch launch(long taken, long state) {
    ByteBuffer arguments = ByteBuffer.allocateDirect(40).order(ByteOrder.nativeOrder());
    arguments.putLong(memory.address()).putLong(memory.address() + REPORTED);
    arguments.putLong(taken).putLong(state).putInt(SLOTS).putInt(StepState.WORDS);
    return new Launch(
        NEXT,
        new Grid(1, 1, 1),
        arguments,
        new int[] {0, 8, 16, 24, 32, 36},
        new int[] {8, 8, 8, 8, 4, 4},
        "step state");
  }

  /** Whether the slot of the next run may be written. */
  boolean free() {
    return next - (int) INT.getVolatile(bytes, REPORTED) < SLOTS;
  }

  /** Writes the state of the next run. */
  void put(StepState state) {
    int slot = (next & SLOTS - 1) * SLOT_BYTES;
    for (int w = 0; w < StepState.WORDS; w++) {
      bytes.putInt(slot + w * Integer.BYTES, state.word(w));
    }
    VarHandle.releaseFence(); // before the launch that reads it
  }

  /** The driver has accepted the run. */
  void launched() {
    next++;
  }
}
