package dev.credence.report;

/** Something drawn on a chart's axes. Marks of one name share colour and legend entry. */
sealed interface Mark
    permits LineMark, BandMark, PointsMark, StepsMark, CloudMark, CurveMark, GuideMark {

  /** Name in the legend, empty for none. */
  String name();

  /** Whether this is a reference for the data: drawn in the colour of text, free to be unseen. */
  default boolean reference() {
    return false;
  }

  /** Adds the mark's values to the extents of the axes. */
  void extend(Extent x, Extent y);

  /** Adds what the mark shows on an x axis that is known by now. */
  default void extendOver(Range x, Extent y) {}

  /** Draws inside the frame; the caller clips. */
  void draw(Svg svg, Frame frame, Ink ink);

  /** Draws a sample {@link Legend#KEY} pixels wide whose middle line is at {@code y}. */
  void key(Svg svg, double x, double y, Ink ink);

  /** What the frame cannot show of the mark, as a sentence for the reader, or empty. */
  default String hidden(Frame frame) {
    return "";
  }
}
