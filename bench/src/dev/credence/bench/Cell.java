package dev.credence.bench;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Param;

/**
 * One benchmark with one value of every parameter.
 *
 * @param parameters all but the contender, in order
 */
record Cell(
    Class<? extends WorkBenchmark> benchmark, Map<String, String> parameters, String contender) {
  private static final String CONTENDER = "contender";

  /** All cells of a benchmark, contenders of one piece of work side by side. */
  static List<Cell> of(Class<? extends WorkBenchmark> benchmark, Extent extent) {
    List<Map<String, String>> combinations = List.of(Map.of());
    for (Field field : benchmark.getDeclaredFields()) {
      if (field.isAnnotationPresent(Param.class)) {
        List<Map<String, String>> longer = new ArrayList<>();
        for (Map<String, String> combination : combinations) {
          for (String value : values(field, extent)) {
            Map<String, String> next = new LinkedHashMap<>(combination);
            next.put(field.getName(), value);
            longer.add(next);
          }
        }
        combinations = longer;
      }
    }
    List<Cell> cells = new ArrayList<>();
    for (Map<String, String> combination : combinations) {
      String contender = combination.remove(CONTENDER);
      cells.add(new Cell(benchmark, combination, contender));
    }
    return cells;
  }

  /** Name of the family of operations. */
  String family() {
    return benchmark.getSimpleName().replaceAll("Benchmark$", "");
  }

  /** The work that the parameters describe. */
  Work work() {
    return instance().work();
  }

  /** The benchmark with all its parameters set, as JMH would hold it. */
  WorkBenchmark instance() {
    try {
      WorkBenchmark instance = benchmark.getConstructor().newInstance();
      for (Map.Entry<String, String> parameter : parameters.entrySet()) {
        Field field = benchmark.getField(parameter.getKey());
        field.set(instance, converted(field.getType(), parameter.getValue()));
      }
      benchmark.getField(CONTENDER).set(instance, contender);
      return instance;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the parameters of " + this + " cannot be set", e);
    }
  }

  @Override
  public String toString() {
    return "%s %s %s".formatted(family(), String.join(" ", parameters.values()), contender);
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Object converted(Class<?> type, String value) {
    if (type == int.class) {
      return Integer.valueOf(value);
    }
    return type.isEnum() ? Enum.valueOf((Class) type, value) : value;
  }

  private static List<String> values(Field field, Extent extent) {
    Usual usual = field.getAnnotation(Usual.class);
    Quick quick = field.getAnnotation(Quick.class);
    if (extent == Extent.QUICK && quick != null) {
      return Arrays.asList(quick.value());
    }
    if (extent == Extent.USUAL && usual != null) {
      return Arrays.asList(usual.value());
    }
    List<String> all = Arrays.asList(field.getAnnotation(Param.class).value());
    if (extent == Extent.ALL) {
      return all;
    }
    if (!field.getName().equals(CONTENDER)) {
      List<String> values = usual == null ? all : Arrays.asList(usual.value());
      return extent == Extent.USUAL ? values : values.subList(0, 1);
    }
    List<String> competitors = all.stream().filter(c -> !c.equals(Contenders.SCALAR)).toList();
    if (extent == Extent.USUAL) {
      return competitors;
    }
    int most = competitors.stream().mapToInt(Contenders::threads).max().orElseThrow();
    return competitors.stream().filter(c -> Contenders.threads(c) == most).toList();
  }
}
