package dev.credence.backend.cuda.driver;

/**
 * Device memory that a launch may touch: a tensor, a piece of scratch memory, or the step state. No
 * GPU needs to know; the emulated device faults everything else.
 *
 * @param name for people
 * @param address of the first element
 * @param stride elements from one replica to the next
 * @param replicas number of runs of consecutive elements
 * @param elements of each replica
 * @param access what the launch may do with it
 */
public record Region(
    String name, long address, long stride, int replicas, long elements, Access access) {
  /** What a launch may do with a region. */
  public enum Access {
    READ,
    READ_WRITE,
    /** Like READ_WRITE, and what it holds when the launch begins has no meaning. */
    UNWRITTEN
  }

  /** The same memory for another use. */
  public Region with(Access other) {
    return new Region(name, address, stride, replicas, elements, other);
  }
}
