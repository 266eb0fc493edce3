package dev.credence.backend;

import dev.credence.op.Op;
import java.util.ArrayList;
import java.util.List;

/** The operations that exist, found by walking the sealed hierarchy. */
final class OpRecords {
  private OpRecords() {}

  static List<Class<?>> all() {
    List<Class<?>> records = new ArrayList<>();
    walk(Op.class, records);
    return records;
  }

  private static void walk(Class<?> type, List<Class<?>> records) {
    if (type.isRecord()) {
      records.add(type);
    } else {
      for (Class<?> permitted : type.getPermittedSubclasses()) {
        walk(permitted, records);
      }
    }
  }
}
