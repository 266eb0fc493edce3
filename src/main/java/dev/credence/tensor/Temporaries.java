package dev.credence.tensor;

import java.util.HashMap;
import java.util.Map;

/**
 * Activations of a pass without gradients: each is written by one operation of a program, whole,
 * and read by the next, and lies in the memory of the third before it of its shape. A backend that
 * combines the two operations need not keep it at all, so memory is taken only when a backend asks
 * for it. Between runs the contents are unspecified.
 */
public final class Temporaries {
  /**
   * How many of one shape exist at a time: the input of one operation, its result, and the result
   * of an activation that a backend combines with it.
   */
  public static final int ALIVE = 3;

  private static final class Ring {
    final Memory[] memories = new Memory[ALIVE];
    int next;
  }

  private final Arena arena;
  private final Map<Shape, Ring> rings = new HashMap<>();

  /** Temporaries that take their memory from an arena. */
  public Temporaries(Arena arena) {
    this.arena = arena;
  }

  /** The next temporary; the third before it of this shape ends. */
  public Tensor next(String name, Shape shape) {
    arena.checkOpen(name);
    Ring ring = rings.computeIfAbsent(shape, s -> new Ring());
    int place = ring.next;
    ring.next = (place + 1) % ALIVE;
    if (ring.memories[place] == null) {
      ring.memories[place] = new Memory(arena, name, shape);
    }
    return new Tensor(name, shape, arena, ring.memories[place], 0, shape.matrixElements(), true);
  }
}
