package dev.credence.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkupTest {

  @Test
  void everythingButTheTwoMarksIsEscaped() {
    assertThat(Markup.html("<script>alert('x & \"y\"')</script>"))
        .isEqualTo("&lt;script&gt;alert(&#39;x &amp; &quot;y&quot;&#39;)&lt;/script&gt;");
    assertThat(Markup.html("σ_{<b>}^{2}")).isEqualTo("σ<sub>&lt;b&gt;</sub><sup>2</sup>");
    assertThat(Markup.html("a_b, {c}, ^{open")).isEqualTo("a_b, {c}, ^{open");
    assertThat(Markup.plain("σ_{stat}^{2}")).isEqualTo("σstat2");
  }

  @Test
  void charactersThatXmlForbidsAreReplaced() {
    String bad = "a\u0000b\u001bc\ud800d\uffff";
    assertThat(Markup.escape(bad)).isEqualTo("a\ufffdb\ufffdc\ufffdd\ufffd");
    Xml.parse("<p>" + Markup.html(bad) + "</p>");
    assertThat(Markup.escape("𝒩")).isEqualTo("𝒩");
  }

  @Test
  void shiftsOfABaselineCancel() {
    String svg = Markup.svg("a_{b}^{c}d", 10);
    double sum =
        java.util.regex.Pattern.compile("dy=\"([^\"]+)\"")
            .matcher(svg)
            .results()
            .mapToDouble(m -> Double.parseDouble(m.group(1)))
            .sum();
    assertThat(svg).contains("dy=");
    assertThat(Math.abs(sum)).isLessThan(1e-9);
  }

  @Test
  void linesWrapAtWords() {
    assertThat(Markup.wrap("one two three four", 10, 50))
        .hasSizeGreaterThan(1)
        .allSatisfy(line -> assertThat(Markup.width(line, 10)).isLessThanOrEqualTo(50));
    assertThat(Markup.wrap("  ", 10, 50)).isEmpty();
  }
}
