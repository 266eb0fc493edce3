package dev.credence.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChartTest {
  private static final double NAN = Double.NaN;

  static Stream<Chart> awkwardButDrawable() {
    double[] one = {3};
    double[] same = {2, 2, 2};
    double[] x = {1, 2, 3};
    double[] zero = {0, 0, 0};
    return Stream.of(
        linear("single point").line("a", one, one),
        linear("single marker").points("a", one, one, new double[] {0.5}),
        linear("single dot").scatter("a", one, one),
        linear("constant").lineWithBand("a", x, same, zero),
        linear("all zero").points("a", zero, zero),
        linear("gap").line("a", x, new double[] {1, NAN, 2}),
        linear("infinite").points("a", x, new double[] {1, Double.NEGATIVE_INFINITY, 2}),
        linear("huge").line("a", x, new double[] {1, Double.MAX_VALUE, 2}),
        linear("open band").line("a", x, x).lineWithBand("b", x, x, new double[] {NAN, 1, 1}),
        linear("empty histogram").counts("a", Histogram.of(new double[] {9}, 5, 0, 1)),
        linear("").histogram("", Histogram.of(x, 1, 0, 4)).unitGaussian(),
        log("negative part").line("a", x, new double[] {-1, 1, 10}),
        log("bars to zero").points("a", x, x, new double[] {2, 2, 5}),
        log("counts").counts("a", Histogram.of(x, 9, 0, 4)),
        log("steps").steps("a", new double[] {1, 2, 3, 4}, new double[] {1, NAN, 2}, x),
        Chart.of("outside", Axis.linear("x").range(5, 6), Axis.linear("y")).line("a", x, x),
        Chart.of("only a curve", Axis.linear("x").range(0, 1), Axis.linear("y"))
            .curve("f", Math::sqrt),
        linear("a title of very many words ".repeat(12) + "& <tags>")
            .size(Chart.Size.THIRD)
            .line("a long name ".repeat(8), x, x)
            .line("another name", x, same)
            .line("a third name", x, zero));
  }

  @ParameterizedTest
  @MethodSource("awkwardButDrawable")
  void awkwardDataGiveWellFormedChartsOfFiniteNumbers(Chart chart) {
    String svg = chart.svg();
    Xml.parse(svg);
    assertThat(svg.contains("NaN") || svg.contains("Infinity")).as(chart.title()).isFalse();
    assertThat(chart.svg()).isEqualTo(svg);
  }

  @Test
  void seriesWithoutAnyDrawablePointAreNamed() {
    double[] x = {1, 2};
    assertThatIllegalArgumentException()
        .isThrownBy(() -> linear("Loss").line("train", x, new double[] {NAN, NAN}).svg())
        .withMessageContainingAll("Loss", "train", "NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> log("Loss").line("train", x, new double[] {0, -1}).svg())
        .withMessageContainingAll("Loss", "train", "logarithmic");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> linear("Loss").line("train", x, new double[] {1}))
        .withMessageContainingAll("train", "2", "1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> linear("Loss").scatter("train", new double[0], new double[0]))
        .withMessageContainingAll("train", "empty");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> linear("Nothing").svg())
        .withMessageContaining("Nothing");
    assertThatIllegalArgumentException().isThrownBy(() -> Axis.log("A").range(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Axis.linear("A").range(1, NAN));
  }

  @Test
  void whatIsNotShownIsSaid() {
    double[] x = {1, 2, 3};
    assertThat(log("t").points("a", x, new double[] {-1, 1, 2}).svg())
        .contains("1 of 3 points of “a” without a finite logarithm.");
    assertThat(linear("t").points("a", x, new double[] {NAN, 1, 2}).svg())
        .contains("1 of 3 points of “a” not finite.");
    Chart zoomed = Chart.of("t", Axis.linear("x").range(0, 2.5), Axis.linear("y"));
    assertThat(zoomed.scatter("a", x, x).svg()).contains("1 of 3 points of “a” outside the axes.");
    assertThat(linear("t").points("a", x, x).svg()).doesNotContain(" of 3 points");
  }

  @Test
  void manyPointsBecomeADensityAndTheRestIsThinned() {
    double[] many = new Random(1).doubles(12_000).toArray();
    String svg = linear("t").scatter("a", many, many).scatter("b", many, many).svg();
    assertThat(svg).contains(Ink.density(0).light()).contains("One in 3 points of “b” drawn.");
    double[] few = Arrays.copyOf(many, 3000);
    String dots = linear("t").scatter("a", few, few).svg();
    assertThat(dots).doesNotContain(Ink.density(0).light());
    assertThat(dots.split("h0", -1)).hasSize(3001);
  }

  @Test
  void aPointBetweenGapsIsADot() {
    double[] x = {1, 2, 3, 4, 5};
    String svg = linear("t").line("a", x, new double[] {1, NAN, 2, NAN, 3}).svg();
    assertThat(svg.split("h0", -1)).hasSize(4);
  }

  @Test
  void densityCountsEveryPointInside() {
    double[] x = new Random(2).doubles(1000, -0.1, 1.1).toArray();
    double[] y = new Random(3).doubles(1000).toArray();
    Range unit = new Range(Axis.Scale.LINEAR, 0, 1);
    Density density = Density.of(x, y, new Frame(unit, unit, 0, 0, 100, 100), 7, 5);
    long inside = Arrays.stream(x).filter(v -> v >= 0 && v <= 1).count();
    assertThat(Arrays.stream(density.counts()).sum()).isEqualTo((int) inside);
    assertThat(density.counts()).contains(density.most());
  }

  /** A linear axis of data from 0 on begins there, unless that cut markers in half. */
  @Test
  void markersAtTheLimitAreWhole() {
    double[] up = {0, 1, 2};
    double[] down = {0, -1, -2};
    for (Chart chart :
        new Chart[] {linear("t").points("a", up, up), linear("t").scatter("a", up, up)}) {
      Limits limits = Limits.of(chart);
      assertThat(200 * limits.x().fraction(0)).isGreaterThan(4.7);
      assertThat(200 * limits.y().fraction(0)).isGreaterThan(4.7);
      assertThat(limits.y().fraction(0)).isLessThan(0.05);
    }
    Limits below = Limits.of(linear("t").points("a", up, down));
    assertThat(200 * (1 - below.y().fraction(0))).isGreaterThan(4.7);
    assertThat(Limits.of(linear("t").line("a", up, up)).y().low()).isZero();
    double[] many = new Random(1).doubles(CloudMark.MOST_DOTS + 1).toArray();
    many[0] = 0;
    assertThat(Limits.of(linear("t").scatter("a", many, many)).y().low()).isZero();
  }

  @Test
  void linesBeyondTheLastColourAreDashed() {
    double[] x = {1, 2};
    Chart chart = linear("many");
    for (int i = 0; i < Ink.count(); i++) {
      chart.line("line " + i, x, x);
    }
    assertThat(chart.svg()).doesNotContain("stroke-dasharray=\"6 3.5\"");
    assertThat(chart.line("one more", x, x).svg()).contains("stroke-dasharray=\"6 3.5\"");
  }

  @Test
  void seriesOfOneNameShareAColourAndALegendEntry() {
    double[] x = {1, 2};
    String svg = linear("t").lineWithBand("a", x, x, x).line("b", x, x).svg();
    assertThat(svg.split("<tspan>a</tspan>", -1)).hasSize(2);
    assertThat(svg).contains(Ink.BLUE.light(), Ink.VERMILLION.light());
    assertThat(svg).doesNotContain(Ink.GREEN.light());
  }

  private static Chart linear(String title) {
    return Chart.of(title, Axis.linear("x"), Axis.linear("y"));
  }

  private static Chart log(String title) {
    return Chart.of(title, Axis.linear("x"), Axis.log("y"));
  }
}
