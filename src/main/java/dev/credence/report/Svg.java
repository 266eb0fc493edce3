package dev.credence.report;

/** Writes SVG elements; attributes come as name, value pairs, an {@link Ink} as any colour. */
final class Svg {
  private static final String FONTS =
      "'Helvetica Neue', Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

  private final StringBuilder out = new StringBuilder();

  /** Opens the root element; {@code title} is read out by screen readers. */
  Svg root(double width, double height, String title) {
    String name = Markup.plain(title);
    return open(
            "svg",
            "xmlns",
            "http://www.w3.org/2000/svg",
            "viewBox",
            "0 0 " + number(width) + " " + number(height),
            "width",
            width,
            "height",
            height,
            "role",
            "img",
            "aria-label",
            name,
            "font-family",
            FONTS)
        .raw("<title>" + Markup.escape(name) + "</title>\n");
  }

  Svg open(String tag, Object... attributes) {
    start(tag, attributes);
    out.append(">\n");
    return this;
  }

  Svg close(String tag) {
    return raw("</" + tag + ">\n");
  }

  Svg leaf(String tag, Object... attributes) {
    start(tag, attributes);
    out.append("/>\n");
    return this;
  }

  Svg line(double x1, double y1, double x2, double y2, Ink ink, double width) {
    return leaf(
        "line", "x1", x1, "y1", y1, "x2", x2, "y2", y2, "stroke", ink, "stroke-width", width);
  }

  /** Text at a baseline; anchor is start, middle or end; further attributes may follow. */
  Svg text(double x, double y, double size, String anchor, Ink ink, String markup, Object... more) {
    start("text", "x", x, "y", y, "font-size", size, "text-anchor", anchor, "fill", ink);
    attributes(more);
    out.append('>').append(Markup.svg(markup, size)).append("</text>\n");
    return this;
  }

  Svg raw(String xml) {
    out.append(xml);
    return this;
  }

  /** At most two decimals: a hundredth of a pixel, and no exponent, which SVG readers dislike. */
  static String number(double value) {
    long hundredths = Math.round(value * 100);
    String digits = Long.toString(Math.abs(hundredths) / 100);
    long rest = Math.abs(hundredths) % 100;
    if (rest > 0) {
      digits += (rest < 10 ? ".0" : ".") + (rest % 10 == 0 ? rest / 10 : rest);
    }
    return hundredths < 0 ? "-" + digits : digits;
  }

  @Override
  public String toString() {
    return out.toString();
  }

  private void start(String tag, Object... attributes) {
    out.append('<').append(tag);
    attributes(attributes);
  }

  private void attributes(Object... attributes) {
    StringBuilder classes = new StringBuilder();
    for (int i = 0; i < attributes.length; i += 2) {
      String name = (String) attributes[i];
      Object value = attributes[i + 1];
      String text;
      if (value instanceof Ink ink) {
        classes.append(classes.isEmpty() ? "" : " ").append(ink.cssClass(name));
        text = ink.light();
      } else if (value instanceof Number n) {
        text = number(n.doubleValue());
      } else {
        text = Markup.escape(value.toString());
      }
      out.append(' ').append(name).append("=\"").append(text).append('"');
    }
    if (!classes.isEmpty()) {
      out.append(" class=\"").append(classes).append('"');
    }
  }
}
