package dev.credence.posterior;

import dev.credence.tensor.Arena;
import dev.credence.tensor.Shape;
import dev.credence.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Parameters of every ensemble member in one tensor (M, 1, P), with a view for each by name. */
public final class ParameterBlock {
  private final ParameterLayout layout;
  private final Tensor all;
  private final Map<String, Tensor> views = new LinkedHashMap<>();

  /** A block of zeros for {@code members} members. */
  public ParameterBlock(String name, ParameterLayout layout, int members, Arena arena) {
    this.layout = layout;
    this.all =
        arena.allocate(name.isEmpty() ? "parameters" : name, new Shape(members, 1, layout.size()));
    for (ParameterLayout.Slot slot : layout.slots()) {
      Shape shape = new Shape(members, slot.rows(), slot.columns());
      String viewName = name.isEmpty() ? slot.name() : name + " " + slot.name();
      views.put(slot.name(), all.slice(viewName, slot.start(), shape));
    }
  }

  public ParameterLayout layout() {
    return layout;
  }

  /** The whole block (M, 1, P). */
  public Tensor all() {
    return all;
  }

  /** The parameter of this name (M, rows, columns). */
  public Tensor get(String name) {
    layout.slot(name);
    return views.get(name);
  }
}
