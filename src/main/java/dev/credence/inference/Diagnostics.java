package dev.credence.inference;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run has to say about how far its result can be trusted.
 *
 * @param figures numbers by name, in order
 * @param warnings one sentence for each reason to distrust the result
 */
public record Diagnostics(Map<String, Double> figures, List<String> warnings) {
  /** Of a run that has nothing to say. */
  public static final Diagnostics NONE = new Diagnostics(Map.of(), List.of());

  public Diagnostics {
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    warnings = List.copyOf(warnings);
  }
}
