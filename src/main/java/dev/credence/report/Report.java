package dev.credence.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A report under construction, rendered to one self-contained HTML page: style and charts are
 * inside, it loads nothing and runs no script. All texts take the markup of this package.
 */
public final class Report {
  private final String title;
  private final List<Section> sections = new ArrayList<>();
  private String summary = "";
  private List<Quantity> headline = List.of();
  private Provenance provenance;

  private Report(String title) {
    this.title = title;
  }

  public static Report titled(String title) {
    return new Report(title);
  }

  /** The abstract: one paragraph. */
  public Report summary(String summary) {
    this.summary = summary;
    return this;
  }

  /** The few figures shown large under the abstract. */
  public Report headline(Quantity... figures) {
    this.headline = List.of(figures);
    return this;
  }

  /** Starts the next section. */
  public Section section(String heading) {
    Section section = new Section(heading);
    sections.add(section);
    return section;
  }

  public Report provenance(Provenance provenance) {
    this.provenance = provenance;
    return this;
  }

  /** The page, XHTML-compatible HTML 5. */
  public String html() {
    plots(); // two figures of one id are as wrong here
    return new Page(this).html();
  }

  /** The charts as standalone documents by file name, such as {@code coverage.svg}. */
  public Map<String, String> plots() {
    Map<String, String> plots = new LinkedHashMap<>();
    for (Section section : sections) {
      for (Section.Part part : section.parts()) {
        if (part instanceof Section.Figure figure
            && plots.put(figure.id() + ".svg", figure.chart().svg()) != null) {
          throw new IllegalArgumentException("two figures have the id \"" + figure.id() + "\"");
        }
      }
    }
    return plots;
  }

  String title() {
    return title;
  }

  String summary() {
    return summary;
  }

  List<Quantity> headline() {
    return headline;
  }

  List<Section> sections() {
    return sections;
  }

  Provenance provenance() {
    return provenance;
  }
}
