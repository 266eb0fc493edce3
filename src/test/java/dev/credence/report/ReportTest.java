package dev.credence.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

class ReportTest {
  private static final String EVIL = "<script>alert(1)</script> & \"'\u0007";

  @Test
  void noTextCanAddAnElement() {
    double[] x = {1, 2};
    Chart chart = Chart.of(EVIL, Axis.linear(EVIL), Axis.linear(EVIL)).note(EVIL).line(EVIL, x, x);
    Quantity figure = Quantity.of(EVIL, 1, 0.1).beside(EVIL, EVIL);
    Report report = Report.titled(EVIL).summary(EVIL).headline(figure);
    report
        .section(EVIL)
        .text(EVIL)
        .figure("a", chart, EVIL)
        .quantities(EVIL, List.of(figure))
        .table(EVIL, List.of(EVIL), List.of(List.of(EVIL)));
    report.provenance(
        new Provenance(
            EVIL, 1, EVIL, Instant.EPOCH, Duration.ZERO, EVIL, EVIL, EVIL, EVIL, EVIL, 1));

    Document page = Xml.parse(report.html());
    assertThat(page.getElementsByTagName("script").getLength()).isZero();
    assertThat(page.getElementsByTagName("h1").item(0).getTextContent())
        .isEqualTo("<script>alert(1)</script> & \"'\ufffd");
    Document plot = Xml.parse(report.plots().get("a.svg"));
    assertThat(plot.getElementsByTagName("script").getLength()).isZero();
  }

  @Test
  void anEmptyReportIsAPage() {
    Document page = Xml.parse(Report.titled("Nothing yet").html());
    assertThat(page.getElementsByTagName("title").item(0).getTextContent())
        .isEqualTo("Nothing yet");
  }

  /** A caption that scrolled with its table would be cut off at the edge of the page. */
  @Test
  void captionsDoNotScrollWithTheirTables() {
    Report report = Report.titled("t");
    report
        .section("s")
        .quantities("first", List.of(Quantity.of("a", 1, 0.1)))
        .table("second", List.of("a"), List.of(List.of("1")));
    NodeList tables = Xml.parse(report.html()).getElementsByTagName("table");
    assertThat(tables.getLength()).isEqualTo(2);
    for (int i = 0; i < 2; i++) {
      Element table = (Element) tables.item(i);
      Element scrolling = (Element) table.getParentNode();
      assertThat(scrolling.getAttribute("class")).isEqualTo("table");
      assertThat(scrolling.getTextContent()).doesNotContain(i == 0 ? "first" : "second");
      Node caption = scrolling.getPreviousSibling().getPreviousSibling();
      assertThat(caption.getTextContent()).isEqualTo(i == 0 ? "Table 1. first" : "Table 2. second");
      assertThat(((Element) caption).getAttribute("id"))
          .isEqualTo(table.getAttribute("aria-labelledby"));
    }
  }

  @Test
  void figureIdsAreFileNamesAndUnique() {
    double[] x = {1, 2};
    Chart chart = Chart.of("t", Axis.linear("x"), Axis.linear("y")).line("", x, x);
    Report report = Report.titled("t");
    Section section = report.section("s");
    for (String id : new String[] {"", "../a", "A", "a.svg", "-a", "a/b"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> section.figure(id, chart, ""));
    }
    section.figure("a", chart, "").figure("a", chart, "");
    assertThatIllegalArgumentException().isThrownBy(report::html).withMessageContaining("\"a\"");
  }

  @Test
  void verdictsFollowTheReference() {
    Quantity q = Quantity.of("q", 0.95, 0.01);
    assertThat(q.verdict()).isEqualTo(Verdict.NONE);
    assertThat(q.between(0.9, 1.1, "s").verdict()).isEqualTo(Verdict.OK);
    assertThat(q.near(1, 0.04, "s").verdict()).isEqualTo(Verdict.ATTENTION);
    assertThat(q.near(-1, 0.04, "s").verdict()).isEqualTo(Verdict.ATTENTION);
    assertThat(q.near(1, 0.06, "s").reference()).isEqualTo("1 (within 6 %)");
    assertThat(q.atMost(0.9, "s").verdict()).isEqualTo(Verdict.ATTENTION);
    assertThat(q.atLeast(0.9, "s").verdict()).isEqualTo(Verdict.OK);
    assertThat(q.beside("28", "talk").verdict()).isEqualTo(Verdict.NONE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quantity.of("pull width", Double.NaN))
        .withMessageContaining("pull width");
  }

  @Test
  void tablesAreRectangular() {
    Section section = Report.titled("t").section("s");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> section.table("c", List.of("a", "b"), List.of(List.of("1"))))
        .withMessageContainingAll("c", "1", "2");
  }
}
