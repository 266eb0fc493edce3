package dev.credence.bench;

import dev.credence.op.GatherRows;
import dev.credence.tensor.Shape;
import java.util.Map;

/** The rows of a shuffled batch out of a table (n, C). */
public record GatherWork(int tableRows, int batch, int columns) implements OpWork {
  @Override
  public Map<String, Values> inputs() {
    return Map.of("table", Values.random(1, Shape.of(tableRows, columns), 0, 1));
  }

  @Override
  public void record(Recording r) {
    r.add(new GatherRows(r.input("table"), true, 1, r.result("rows", Shape.of(batch, columns))));
  }
}
