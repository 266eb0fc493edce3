package dev.credence.posterior;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names and places of all parameters of a network within one flat run of numbers. Every parameter
 * begins at a multiple of {@value #ALIGNMENT} elements; the gaps hold zeros and stay zero.
 */
public final class ParameterLayout {
  /** Elements per vector register of the widest machine. */
  private static final int ALIGNMENT = 16;

  /** One parameter: {@code rows x columns} numbers from element {@code start} on. */
  public record Slot(String name, int start, int rows, int columns) {}

  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final int size;

  private ParameterLayout(List<Slot> slots, int size) {
    slots.forEach(s -> this.slots.put(s.name(), s));
    this.size = size;
  }

  /** Number of elements, gaps included. */
  public int size() {
    return size;
  }

  /** All parameters in order of declaration. */
  public List<Slot> slots() {
    return List.copyOf(slots.values());
  }

  /** Number of parameters proper, without the gaps. */
  public long count() {
    return slots.values().stream().mapToLong(s -> (long) s.rows() * s.columns()).sum();
  }

  /** Whether a parameter of this name exists. */
  public boolean has(String name) {
    return slots.containsKey(name);
  }

  /** The parameter of this name. */
  public Slot slot(String name) {
    Slot slot = slots.get(name);
    if (slot == null) {
      throw new IllegalArgumentException(
          "there is no parameter %s; there are %s".formatted(name, slots.keySet()));
    }
    return slot;
  }

  /** Collects declarations. */
  public static final class Builder {
    private final List<Slot> slots = new ArrayList<>();
    private long next;

    /**
     * Declares a parameter of the given extent.
     *
     * @throws IllegalArgumentException where that makes more numbers than an array holds
     */
    public Builder declare(String name, int rows, int columns) {
      long end = next + (long) rows * columns;
      if (end > Integer.MAX_VALUE - ALIGNMENT) {
        throw new IllegalArgumentException(
            "%d or more parameters are more than a model can hold: ask for fewer".formatted(end));
      }
      slots.add(new Slot(name, (int) next, rows, columns));
      next = (end + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      return this;
    }

    /** The layout of everything declared. */
    public ParameterLayout build() {
      return new ParameterLayout(slots, Math.max(ALIGNMENT, (int) next));
    }
  }
}
