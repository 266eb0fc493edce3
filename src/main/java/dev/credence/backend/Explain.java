package dev.credence.backend;

import dev.credence.op.Op;
import dev.credence.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Prints a program as a table. */
final class Explain {
  private Explain() {}

  static String table(Program program) {
    StringBuilder text = new StringBuilder();
    String format = "%4s  %-34s %14s %14s  %s%n";
    text.append(String.format(Locale.ROOT, format, "#", "op", "flops", "bytes", "tensors"));
    long flops = 0;
    long bytes = 0;
    int number = 0;
    for (Op op : program.ops()) {
      flops += op.flops();
      bytes += op.bytes();
      String tensors = names(op.inputs()) + " -> " + names(op.outputs());
      text.append(
          String.format(
              Locale.ROOT,
              format,
              number++,
              op.name(),
              grouped(op.flops()),
              grouped(op.bytes()),
              tensors));
    }
    text.append(
        String.format(Locale.ROOT, format, "", "total", grouped(flops), grouped(bytes), ""));
    return text.toString();
  }

  private static String grouped(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String names(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::toString).collect(Collectors.joining(", "));
  }
}
