package dev.credence.report;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The only markup texts may use: {@code _{sub}} and {@code ^{super}}. Everything else is text and
 * is escaped, so no input can add an element to a page or chart.
 */
final class Markup {
  private static final Pattern SHIFTED = Pattern.compile("([_^])\\{([^{}]*)\\}");

  /** Size of sub- and superscripts relative to the text around them. */
  private static final double SMALL = 0.72;

  private static final String NARROW = "iljI.,:;|!'`()[]{}ft r/-·";
  private static final String WIDE = "mwMWGOQ@%ΔΣΩ±×−→≈";

  private enum Level {
    BASE,
    SUB,
    SUPER
  }

  private record Run(String text, Level level) {}

  private Markup() {}

  /** Escaped for XML text and quoted attributes; characters XML forbids become U+FFFD. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(allowed(c) ? c : 0xFFFD);
              }
            });
    return out.toString();
  }

  /** As HTML: escaped text with {@code sub} and {@code sup} elements. */
  static String html(String markup) {
    StringBuilder out = new StringBuilder();
    for (Run run : runs(markup)) {
      String text = escape(run.text);
      out.append(
          switch (run.level) {
            case BASE -> text;
            case SUB -> "<sub>" + text + "</sub>";
            case SUPER -> "<sup>" + text + "</sup>";
          });
    }
    return out.toString();
  }

  /** As the content of an SVG text element of the given font size. */
  static String svg(String markup, double size) {
    StringBuilder out = new StringBuilder();
    double shift = 0;
    for (Run run : runs(markup)) {
      double wanted = run.level == Level.SUB ? 0.25 : run.level == Level.SUPER ? -0.36 : 0;
      out.append("<tspan");
      if (wanted != shift) {
        out.append(" dy=\"").append(Svg.number((wanted - shift) * size)).append('"');
      }
      if (run.level != Level.BASE) {
        out.append(" font-size=\"").append(Svg.number(SMALL * size)).append('"');
      }
      out.append('>').append(escape(run.text)).append("</tspan>");
      shift = wanted;
    }
    return out.toString();
  }

  /** Without marks, for titles and labels that take plain text only. */
  static String plain(String markup) {
    StringBuilder out = new StringBuilder();
    runs(markup).forEach(run -> out.append(run.text));
    return out.toString();
  }

  /**
   * Estimated width in pixels, on the wide side for the usual sans-serif faces. Estimated, not
   * measured: a chart must not depend on the fonts of the machine that made it.
   */
  static double width(String markup, double size) {
    double em = 0;
    for (Run run : runs(markup)) {
      double scale = run.level == Level.BASE ? 1 : SMALL;
      for (int i = 0; i < run.text.length(); i++) {
        char c = run.text.charAt(i);
        em += scale * (NARROW.indexOf(c) >= 0 ? 0.34 : WIDE.indexOf(c) >= 0 ? 0.84 : 0.56);
      }
    }
    return em * size;
  }

  /** Lines of words, none wider than {@code width} unless a single word is. */
  static List<String> wrap(String markup, double size, double width) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : markup.trim().split("\\s+")) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && width(longer, size) > width) {
        lines.add(line);
        line = word;
      } else {
        line = longer;
      }
    }
    if (!line.isEmpty()) {
      lines.add(line);
    }
    return lines;
  }

  private static List<Run> runs(String markup) {
    List<Run> runs = new ArrayList<>();
    Matcher shifted = SHIFTED.matcher(markup);
    int done = 0;
    while (shifted.find()) {
      if (shifted.start() > done) {
        runs.add(new Run(markup.substring(done, shifted.start()), Level.BASE));
      }
      runs.add(new Run(shifted.group(2), shifted.group(1).equals("_") ? Level.SUB : Level.SUPER));
      done = shifted.end();
    }
    if (done < markup.length()) {
      runs.add(new Run(markup.substring(done), Level.BASE));
    }
    return runs;
  }

  /** The characters of XML 1.0; code points of lone surrogates are not among them. */
  private static boolean allowed(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= 0x20 && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
