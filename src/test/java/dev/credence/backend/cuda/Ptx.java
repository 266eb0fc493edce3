package dev.credence.backend.cuda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kernel as the compiler declares it in PTX.
 *
 * @param threads of a block, at most
 * @param parameters type, as PTX names it, or size in bytes of a struct
 */
record Ptx(int threads, List<String> parameters) {
  private static final Pattern ENTRY =
      Pattern.compile("\\.entry\\s+(\\w+)\\(([^)]*)\\)\\s*((?:\\.\\w+\\s+[0-9, ]+\\s*)*)\\{");
  private static final Pattern PARAMETER =
      Pattern.compile(
          "\\.param\\s+(?:\\.align\\s+\\d+\\s+)?\\.(\\w+)[^\\[,]*?(?:\\[(\\d+)\\])?(?=,|$)");
  private static final Pattern THREADS = Pattern.compile("\\.maxntid\\s+(\\d+)");

  /** All kernels of a file by name. */
  static Map<String, Ptx> read(Path file) throws IOException {
    Map<String, Ptx> kernels = new LinkedHashMap<>();
    Matcher entry = ENTRY.matcher(Files.readString(file));
    while (entry.find()) {
      List<String> parameters = new ArrayList<>();
      Matcher parameter = PARAMETER.matcher(entry.group(2).strip());
      while (parameter.find()) {
        parameters.add(parameter.group(2) == null ? parameter.group(1) : parameter.group(2));
      }
      Matcher threads = THREADS.matcher(entry.group(3));
      kernels.put(
          entry.group(1),
          new Ptx(threads.find() ? Integer.parseInt(threads.group(1)) : 0, parameters));
    }
    return kernels;
  }

  /** The same words as for a kernel of the launch tables. */
  String signature() {
    StringBuilder text = new StringBuilder(threads + " threads");
    parameters.forEach(type -> text.append(' ').append(describe(type)));
    return text.toString();
  }

  private static String describe(String type) {
    return switch (type) {
      case "u64", "s64", "b64" -> "64-bit";
      case "u32", "s32", "b32" -> "32-bit";
      case "f32" -> "float";
      case "32", "24" -> type + "-byte struct";
      // Matrices and their number.
      default -> type.matches("\\d+") && Integer.parseInt(type) % 32 == 8 ? "list" : type;
    };
  }
}
