package dev.credence.report;

import java.util.ArrayList;
import java.util.List;

/** A part of a report: heading, then paragraphs, figures and tables in the order added. */
public final class Section {

  sealed interface Part {}

  record Paragraph(String text) implements Part {}

  record Figure(String id, Chart chart, String caption) implements Part {}

  record Quantities(String caption, List<Quantity> rows) implements Part {}

  record Table(String caption, List<String> head, List<List<String>> rows) implements Part {}

  private final String heading;
  private final List<Part> parts = new ArrayList<>();

  Section(String heading) {
    this.heading = heading;
  }

  /** A paragraph. */
  public Section text(String text) {
    parts.add(new Paragraph(text));
    return this;
  }

  /**
   * A chart with its caption; neighbouring figures share rows of the page.
   *
   * @param id name of its file without ending: lower-case letters, digits and hyphens
   */
  public Section figure(String id, Chart chart, String caption) {
    if (!id.matches("[a-z0-9][a-z0-9-]*")) {
      throw new IllegalArgumentException(
          "figure id \"" + id + "\" has other than lower-case letters, digits and hyphens");
    }
    parts.add(new Figure(id, chart, caption));
    return this;
  }

  /** A table of figures beside their references. */
  public Section quantities(String caption, List<Quantity> rows) {
    parts.add(new Quantities(caption, List.copyOf(rows)));
    return this;
  }

  /** A plain table; format numbers by {@link Numbers}. */
  public Section table(String caption, List<String> head, List<List<String>> rows) {
    for (List<String> row : rows) {
      if (row.size() != head.size()) {
        throw new IllegalArgumentException(
            "table \""
                + caption
                + "\": a row of "
                + row.size()
                + " cells under "
                + head.size()
                + " headings");
      }
    }
    parts.add(new Table(caption, List.copyOf(head), List.copyOf(rows)));
    return this;
  }

  String heading() {
    return heading;
  }

  List<Part> parts() {
    return parts;
  }
}
