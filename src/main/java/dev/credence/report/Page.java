package dev.credence.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Writes a report's HTML; every element is closed, so that it is well-formed XML too. */
final class Page {
  private final Report report;
  private final StringBuilder out = new StringBuilder();
  private int figures;
  private int tables;

  Page(Report report) {
    this.report = report;
  }

  String html() {
    head();
    line("<body>");
    line("<main>");
    line("<header>");
    element("h1", report.title());
    if (!report.summary().isEmpty()) {
      line("<p class=\"summary\">" + Markup.html(report.summary()) + "</p>");
    }
    headline();
    line("</header>");
    report.sections().forEach(this::section);
    if (report.provenance() != null) {
      provenance(report.provenance());
    }
    line("</main>");
    line("</body>");
    line("</html>");
    return out.toString();
  }

  /** The policy forbids the page every request, whatever a browser would like to load. */
  private void head() {
    line("<!DOCTYPE html>");
    line("<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\">");
    line("<head>");
    line("<meta charset=\"utf-8\"/>");
    line(
        "<meta http-equiv=\"Content-Security-Policy\" "
            + "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"/>");
    line("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
    line("<meta name=\"color-scheme\" content=\"light dark\"/>");
    line("<link rel=\"icon\" href=\"data:,\"/>");
    line("<title>" + Markup.escape(Markup.plain(report.title())) + "</title>");
    line("<style>");
    out.append(style());
    line("@media screen and (prefers-color-scheme: dark) {");
    out.append(Ink.darkRules());
    line("}");
    line("</style>");
    line("</head>");
  }

  private void headline() {
    if (report.headline().isEmpty()) {
      return;
    }
    line("<ul class=\"headline\">");
    for (Quantity q : report.headline()) {
      line("<li class=\"" + tone(q) + "\">");
      line("<span class=\"name\">" + Markup.html(q.name()) + "</span>");
      line("<span class=\"value\">" + Markup.html(q.text()) + "</span>");
      if (!q.reference().isEmpty()) {
        line("<span class=\"reference\">" + Markup.html(reference(q)) + "</span>");
      }
      line("</li>");
    }
    line("</ul>");
  }

  private void section(Section section) {
    line("<section>");
    element("h2", section.heading());
    boolean row = false;
    for (Section.Part part : section.parts()) {
      boolean figure = part instanceof Section.Figure;
      if (figure != row) {
        line(figure ? "<div class=\"figures\">" : "</div>");
        row = figure;
      }
      if (part instanceof Section.Paragraph p) {
        element("p", p.text());
      } else if (part instanceof Section.Figure f) {
        figure(f);
      } else if (part instanceof Section.Quantities q) {
        quantities(q);
      } else if (part instanceof Section.Table t) {
        table(t);
      }
    }
    if (row) {
      line("</div>");
    }
    line("</section>");
  }

  private void figure(Section.Figure figure) {
    String size = figure.chart().size().name().toLowerCase(Locale.ROOT);
    line("<figure class=\"" + size + "\" id=\"" + figure.id() + "\">");
    out.append(figure.chart().inline());
    line(
        "<figcaption><b>Figure "
            + ++figures
            + ".</b> "
            + Markup.html(figure.caption())
            + "</figcaption>");
    line("</figure>");
  }

  private void quantities(Section.Quantities table) {
    boolean references = table.rows().stream().anyMatch(q -> !q.reference().isEmpty());
    boolean verdicts = table.rows().stream().anyMatch(q -> q.verdict() != Verdict.NONE);
    open(table.caption());
    line("<thead><tr><th>Figure</th><th>Value</th>");
    line(references ? "<th>Reference</th><th>Source</th>" : "");
    line((verdicts ? "<th>Mark</th>" : "") + "</tr></thead>");
    line("<tbody>");
    for (Quantity q : table.rows()) {
      line("<tr>");
      line("<th scope=\"row\">" + Markup.html(q.name()) + "</th>");
      line("<td class=\"number\">" + Markup.html(q.text()) + "</td>");
      if (references) {
        line("<td class=\"number\">" + Markup.html(q.reference()) + "</td>");
        line("<td class=\"source\">" + Markup.html(q.source()) + "</td>");
      }
      if (verdicts) {
        line("<td><span class=\"" + tone(q) + "\">" + q.verdict().word() + "</span></td>");
      }
      line("</tr>");
    }
    close();
  }

  private void table(Section.Table table) {
    open(table.caption());
    line("<thead><tr>");
    table.head().forEach(cell -> element("th", cell));
    line("</tr></thead>");
    line("<tbody>");
    for (List<String> row : table.rows()) {
      line("<tr>");
      for (int i = 0; i < row.size(); i++) {
        String cell = Markup.html(row.get(i));
        line(
            i == 0
                ? "<th scope=\"row\">" + cell + "</th>"
                : "<td class=\"number\">" + cell + "</td>");
      }
      line("</tr>");
    }
    close();
  }

  private void open(String caption) {
    String id = "table-" + ++tables;
    // Outside of what scrolls, so that it wraps at the width of the page.
    line(
        "<p class=\"caption\" id=\""
            + id
            + "\"><b>Table "
            + tables
            + ".</b> "
            + Markup.html(caption)
            + "</p>");
    line("<div class=\"table\">");
    line("<table aria-labelledby=\"" + id + "\">");
  }

  private void close() {
    line("</tbody>");
    line("</table>");
    line("</div>");
  }

  private void provenance(Provenance p) {
    line("<footer>");
    line("<h2>Made by</h2>");
    line("<pre><code>" + Markup.escape(p.command()) + "</code></pre>");
    line("<dl>");
    p.entries()
        .forEach(
            (name, value) ->
                line("<div><dt>" + name + "</dt><dd>" + Markup.escape(value) + "</dd></div>"));
    line("</dl>");
    line("</footer>");
  }

  private static String reference(Quantity q) {
    return q.source().isEmpty() ? q.reference() : q.reference() + ", " + q.source();
  }

  private static String tone(Quantity q) {
    return "verdict " + q.verdict().word();
  }

  private void element(String tag, String markup) {
    line("<" + tag + ">" + Markup.html(markup) + "</" + tag + ">");
  }

  private void line(String html) {
    out.append(html).append('\n');
  }

  private static String style() {
    try (InputStream in = Page.class.getResourceAsStream("report.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
