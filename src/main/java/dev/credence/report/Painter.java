package dev.credence.report;

import java.util.List;

/**
 * Lays out and draws one chart, from the top: title, note, legend, frame with grid and marks, tick
 * labels, axis labels. Nothing stands inside the frame but data, so nothing can overlap them.
 */
final class Painter {
  private static final double EDGE = 12;
  private static final double TITLE = 15;
  private static final double NOTE = 12;
  private static final double LABEL = 13;
  private static final double TICK = 12;
  private static final double TICK_LENGTH = 5;

  /** Least height of frame and labels below it. */
  private static final double LEAST = 220;

  private final Chart chart;
  private final Inks inks;
  private final Svg svg = new Svg();
  private final double width;
  private double height;

  Painter(Chart chart) {
    this.chart = chart;
    this.inks = new Inks(chart.marks());
    this.width = chart.size().width();
  }

  String paint(boolean paper) {
    Limits limits = Limits.of(chart);
    double inner = width - 2 * EDGE;
    List<String> title = Markup.wrap(chart.title(), TITLE * 1.08, inner); // bold is wider
    Legend legend = new Legend(chart.marks(), inks, inner);
    // What is hidden depends on the ranges only, not on where the frame will lie.
    Frame anywhere = new Frame(limits.x(), limits.y(), 0, 0, 1, 1);
    List<String> notes = Markup.wrap(chart.note() + " " + hidden(anywhere), NOTE, inner);

    double head = EDGE + 19 * title.size() + 16 * notes.size() + 4;
    double top = head + legend.height() + 10;
    height = Math.max(chart.size().height(), top + LEAST); // a long head does not eat the frame
    double bottom = height - EDGE - TICK - LABEL - 16;
    Ticks yTicks = Ticks.of(limits.y(), (int) ((bottom - top) / 40));
    top += yTicks.exponent() != 0 ? 12 : 0;
    double left = EDGE + LABEL + 10 + widest(yTicks) + TICK_LENGTH + 3;
    // The last label may stand at the very end of the axis, half of it beyond.
    double overhang = 0.5 * widest(fitting(limits.x(), width - left - EDGE));
    double right = width - Math.max(overhang + 3, dense() == null ? EDGE + 4 : EDGE + 54);
    Ticks xTicks = fitting(limits.x(), right - left);
    Frame frame = new Frame(limits.x(), limits.y(), left, top, right - left, bottom - top);

    svg.root(width, height, chart.title());
    if (paper) {
      svg.leaf("rect", "width", width, "height", height, "fill", Ink.PAPER);
    }
    double y = EDGE + 13;
    for (String line : title) {
      svg.text(EDGE, y, TITLE, "start", Ink.TEXT, line, "font-weight", "bold");
      y += 19;
    }
    for (String line : notes) {
      svg.text(EDGE, y, NOTE, "start", Ink.MUTED, line);
      y += 16;
    }
    legend.draw(svg, EDGE, head);
    grid(frame, xTicks, yTicks);
    marks(frame);
    axes(frame, xTicks, yTicks);
    if (dense() != null) {
      dense().grid(frame).scale(svg, frame.right() + 14, frame.top() + 14, frame.height() - 14);
    }
    return svg.close("svg").toString();
  }

  private String hidden(Frame frame) {
    StringBuilder text = new StringBuilder();
    chart.marks().forEach(mark -> text.append(mark.hidden(frame)));
    return text.toString();
  }

  /** As many ticks as fit side by side. */
  private static Ticks fitting(Range range, double room) {
    int wanted = (int) Math.max(3, room / 60);
    Ticks ticks = Ticks.of(range, wanted);
    while (wanted > 2 && crowded(ticks, range, room)) {
      ticks = Ticks.of(range, --wanted);
    }
    return ticks;
  }

  private static boolean crowded(Ticks ticks, Range range, double room) {
    for (int i = 1; i < ticks.major().size(); i++) {
      double gap = range.fraction(ticks.major().get(i)) - range.fraction(ticks.major().get(i - 1));
      if (gap * room < widest(ticks) + 8) {
        return true;
      }
    }
    return false;
  }

  private static double widest(Ticks ticks) {
    return ticks.labels().stream().mapToDouble(s -> Markup.width(s, TICK)).max().orElse(0);
  }

  private CloudMark dense() {
    for (Mark mark : chart.marks()) {
      if (mark instanceof CloudMark cloud && cloud.dense()) {
        return cloud;
      }
    }
    return null;
  }

  private void grid(Frame frame, Ticks xTicks, Ticks yTicks) {
    for (double value : xTicks.major()) {
      double x = frame.px(value);
      svg.line(x, frame.top(), x, frame.bottom(), Ink.GRID, 1);
    }
    for (double value : yTicks.major()) {
      double y = frame.py(value);
      svg.line(frame.left(), y, frame.right(), y, Ink.GRID, 1);
    }
  }

  /** Data below references, each clipped by an inner viewport, which needs no page-wide id. */
  private void marks(Frame frame) {
    String box =
        Svg.number(frame.left())
            + " "
            + Svg.number(frame.top())
            + " "
            + Svg.number(frame.width())
            + " "
            + Svg.number(frame.height());
    svg.open(
        "svg",
        "x",
        frame.left(),
        "y",
        frame.top(),
        "width",
        frame.width(),
        "height",
        frame.height(),
        "viewBox",
        box,
        "overflow",
        "hidden");
    for (boolean reference : new boolean[] {false, true}) {
      for (Mark mark : chart.marks()) {
        if (mark.reference() == reference) {
          mark.draw(svg, frame, inks.of(mark));
        }
      }
    }
    svg.close("svg");
  }

  private void axes(Frame frame, Ticks xTicks, Ticks yTicks) {
    svg.leaf(
        "rect",
        "x",
        frame.left(),
        "y",
        frame.top(),
        "width",
        frame.width(),
        "height",
        frame.height(),
        "fill",
        "none",
        "stroke",
        Ink.FRAME,
        "stroke-width",
        1);
    double low = frame.bottom();
    for (double value : xTicks.minor()) {
      svg.line(frame.px(value), low, frame.px(value), low + 3, Ink.FRAME, 1);
    }
    for (int i = 0; i < xTicks.major().size(); i++) {
      double x = frame.px(xTicks.major().get(i));
      svg.line(x, low, x, low + TICK_LENGTH, Ink.FRAME, 1);
      svg.text(x, low + TICK_LENGTH + 13, TICK, "middle", Ink.MUTED, xTicks.labels().get(i));
    }
    for (double value : yTicks.minor()) {
      svg.line(frame.left() - 3, frame.py(value), frame.left(), frame.py(value), Ink.FRAME, 1);
    }
    for (int i = 0; i < yTicks.major().size(); i++) {
      double y = frame.py(yTicks.major().get(i));
      double end = frame.left() - TICK_LENGTH;
      svg.line(end, y, frame.left(), y, Ink.FRAME, 1);
      svg.text(end - 3, y + 4.2, TICK, "end", Ink.MUTED, yTicks.labels().get(i));
    }
    if (yTicks.exponent() != 0) {
      svg.text(frame.left(), frame.top() - 6, TICK, "start", Ink.MUTED, times(yTicks));
    }
    if (xTicks.exponent() != 0) {
      svg.text(frame.right(), height - EDGE, TICK, "end", Ink.MUTED, times(xTicks));
    }
    double x = frame.left() + frame.width() / 2;
    double y = frame.top() + frame.height() / 2;
    String xLabel = chart.x().label();
    String yLabel = chart.y().label();
    svg.text(x, height - EDGE, fit(xLabel, frame.width()), "middle", Ink.TEXT, xLabel);
    String upright = "rotate(-90 " + Svg.number(EDGE + 11) + " " + Svg.number(y) + ")";
    double size = fit(yLabel, frame.height());
    svg.text(EDGE + 11, y, size, "middle", Ink.TEXT, yLabel, "transform", upright);
  }

  private static String times(Ticks ticks) {
    return "×10^{" + Numbers.minus(Integer.toString(ticks.exponent())) + "}";
  }

  private static double fit(String label, double room) {
    return Math.min(LABEL, LABEL * room / Math.max(1, Markup.width(label, LABEL)));
  }
}
