package dev.credence.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** A whole page on invented data, left under {@code target/report-demo} for people to look at. */
class ReportDemoTest {
  private static final int N = 3000;

  @Test
  void demoPageIsWellFormedSelfContainedAndDeterministic() throws IOException {
    Report report = demo();
    String html = report.html();
    Map<String, String> plots = report.plots();

    Path folder = Files.createDirectories(Path.of("target", "report-demo"));
    Files.writeString(folder.resolve("report.html"), html, StandardCharsets.UTF_8);
    for (Map.Entry<String, String> plot : plots.entrySet()) {
      Files.writeString(folder.resolve(plot.getKey()), plot.getValue(), StandardCharsets.UTF_8);
      Xml.parse(plot.getValue());
    }

    Xml.parse(html);
    assertThat(plots).hasSize(11);
    assertThat(html).doesNotContain("NaN").doesNotContain("<script").doesNotContain("url(");
    assertThat(html.replaceAll("xmlns=\"[^\"]*\"", "")).doesNotContain("http://", "https://");
    assertThat(demo().html()).isEqualTo(html);
    assertThat(demo().plots()).isEqualTo(plots);
  }

  private static Report demo() {
    Random random = new Random(7);
    double[] epoch = new double[60];
    double[] train = new double[60];
    double[] validation = new double[60];
    double[] kl = new double[60];
    for (int i = 0; i < 60; i++) {
      epoch[i] = i + 1;
      train[i] = -2.1 + 3.2 * Math.exp(-i / 6.0) + 0.02 * random.nextGaussian();
      validation[i] = -2.05 + 3.25 * Math.exp(-i / 6.2) + 0.04 * random.nextGaussian();
      kl[i] = 0.42 * (1 - Math.exp(-i / 9.0)) + 0.06;
    }
    double[] truth = new double[N];
    double[] mean = new double[N];
    double[] delta = new double[N];
    for (int i = 0; i < N; i++) {
      truth[i] = Math.exp(-9 + 2.2 * random.nextGaussian());
      delta[i] = 0.05 * random.nextGaussian();
      mean[i] = truth[i] * (1 + delta[i]);
    }
    Axis amplitude = Axis.log("A_{truth} [GeV^{−2}]");
    Report report =
        Report.titled("Amplitudes with error bars: gg → ggg at tree level")
            .summary(
                "A Bayesian network of 9–128–128–128–2 neurons learns log A from 30 000 exact"
                    + " tree-level amplitudes with 5 % label noise. Its systematic error bar"
                    + " σ_{syst} finds the noise, its statistical error bar σ_{stat} falls with the"
                    + " training size, and the pulls follow the unit Gaussian after calibration.")
            .headline(
                Quantity.of("⟨σ_{syst}/A⟩, noise and model", 0.0516, 0.0004)
                    .near(0.0508, 0.1, "√(σ_{0}^{2} + noise^{2})"),
                Quantity.of("total pull width, calibrated", 0.987, 0.013)
                    .between(0.9, 1.1, "unit Gaussian"),
                Quantity.of("total pull width, raw", 0.771, 0.010)
                    .between(0.9, 1.1, "unit Gaussian"),
                Quantity.of("MSE(log A)", 0.0001834, 0.0000041).atMost(0.0002, "prototype"));
    report
        .section("Training")
        .text(
            "Both terms of the loss are reported separately: the negative log-likelihood per"
                + " example and the Kullback–Leibler divergence to the prior, divided by n.")
        .figure(
            "loss",
            Chart.of("Loss", Axis.linear("epoch"), Axis.linear("loss per example"))
                .line("training −log L", epoch, train)
                .dashed("validation −log L", epoch, validation)
                .line("KL/n", epoch, kl),
            "Loss terms by epoch. The state with the best validation loss is kept.")
        .figure(
            "truth",
            Charts.truth(
                    "Prediction against truth",
                    amplitude,
                    Axis.log("A_{prediction} [GeV^{−2}]"),
                    truth,
                    mean)
                .note("3 000 of 30 000 held-out points"),
            "Held-out points over eight decades of the amplitude.");
    report
        .section("Precision")
        .figure(
            "delta",
            Charts.density(
                    "Relative precision",
                    "Δ = (⟨A⟩ − A) / A",
                    Histogram.symmetric(delta, 40, 0.998))
                .size(Chart.Size.HALF)
                .note("RMS 0.0498 ± 0.0006"),
            "Deviation of the mean prediction from the exact amplitude.")
        .figure("spectrum", spectrum(random), "Error bars by amplitude, with the noise put in.")
        .figure("density", crowd(random), "All 200 000 points: the density of relative errors.")
        .figure("noise", noise(), "Systematic error against label noise, three trainings each.")
        .table(
            "The scan in numbers.",
            List.of("Label noise", "⟨σ_{syst}/A⟩", "⟨σ_{stat}/A⟩", "Expected"),
            List.of(
                List.of("0 %", Numbers.format(0.0061, 0.0002), Numbers.format(0.008, 0.0003), "–"),
                List.of(
                    "1 %",
                    Numbers.format(0.0118, 0.0003), Numbers.format(0.0083, 0.0003), "0.0117"),
                List.of(
                    "5 %",
                    Numbers.format(0.0516, 0.0004), Numbers.format(0.0092, 0.0004), "0.0504")));
    Section calibration = report.section("Calibration");
    calibration.text(
        "A pull is a deviation in units of its error bar. Widths below one mean error bars that are"
            + " too wide.");
    pull(calibration, random, "total", "t_{tot} = (⟨A⟩ − A) / σ_{tot}", 0.98);
    pull(calibration, random, "systematic", "t_{syst} = (⟨A⟩ − A) / σ_{syst}", 1.04);
    pull(calibration, random, "statistical", "t_{stat} = (A_{s} − ⟨A⟩) / σ_{stat}", 1.0);
    calibration
        .figure("coverage", coverage(), "Fraction of held-out points inside the central interval.")
        .figure("few", few(), "Held-out likelihood by network size.")
        .quantities(
            "Figures of this run beside their references.",
            List.of(
                Quantity.of("Held-out points", 30000),
                Quantity.of("Pull width, total, raw", 0.771, 0.010)
                    .between(0.9, 1.1, "unit Gaussian"),
                Quantity.of("Pull width, total, calibrated", 0.987, 0.013)
                    .between(0.9, 1.1, "unit Gaussian"),
                Quantity.of("Pull mean, total", -0.0041, 0.0058).beside("0", "unit Gaussian"),
                Quantity.of("MSE(log A)", 0.0001834, 0.0000041)
                    .atMost(0.0002, "prototype, 30 000 points"),
                Quantity.of("⟨σ_{stat}/A⟩", 0.00922, 0.00037).beside("0.028", "prototype"),
                Quantity.of("Smallest amplitude", 3.1e-9),
                Quantity.of("Coverage at 68 %", 0.6851, 0.0027).near(0.6827, 0.02, "nominal")));
    return report.provenance(
        new Provenance(
            "./credence study amplitudes --out out/amplitudes --noise 0.05 --points 30000 --seed 7",
            7,
            "vector (2 threads, 512 bit)",
            Instant.parse("2026-01-02T03:04:05Z"),
            Duration.ofMillis(151_234),
            "0.1.0",
            "17.0.15",
            "OpenJDK 64-Bit Server VM 17.0.15+6",
            "Linux 6.1.0 amd64",
            "Example CPU @ 2.60GHz",
            2));
  }

  private static Chart spectrum(Random random) {
    double[] edges = new double[21];
    Arrays.setAll(edges, i -> Math.pow(10, -7 + 0.3 * i));
    double[] stat = new double[20];
    double[] syst = new double[20];
    double[] statError = new double[20];
    double[] systError = new double[20];
    for (int i = 0; i < 20; i++) {
      double d = (i - 10) / 10.0;
      stat[i] = 0.008 * (1 + 2.2 * d * d) * (1 + 0.04 * random.nextGaussian());
      syst[i] = 0.0512 * (1 + 0.25 * d * d) * (1 + 0.02 * random.nextGaussian());
      statError[i] = stat[i] * (0.03 + 0.15 * d * d);
      systError[i] = syst[i] * (0.02 + 0.1 * d * d);
    }
    return Chart.of("Error bars over the spectrum", Axis.log("A [GeV^{−2}]"), Axis.log("σ / A"))
        .steps("σ_{syst} / A", edges, syst, systError)
        .steps("σ_{stat} / A", edges, stat, statError)
        .horizontal("label noise", 0.05);
  }

  private static Chart crowd(Random random) {
    double[] x = new double[200_000];
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = Math.exp(-9 + 2.2 * random.nextGaussian());
      y[i] = 0.05 * random.nextGaussian() * (1 + 0.15 * Math.abs(Math.log(x[i]) + 9));
    }
    return Chart.of(
            "Relative error by amplitude",
            Axis.log("A [GeV^{−2}]"),
            Axis.linear("Δ").range(-0.3, 0.3))
        .scatter("held-out points", x, y)
        .horizontal("", 0);
  }

  private static Chart noise() {
    double[] noise = {0.0025, 0.005, 0.01, 0.02, 0.05, 0.1};
    double[] bnn = Arrays.stream(noise).map(a -> Math.hypot(0.0061, a) * 1.02).toArray();
    double[] ensemble = Arrays.stream(noise).map(a -> Math.hypot(0.0055, a) * 0.985).toArray();
    double[] error = Arrays.stream(bnn).map(a -> 0.05 * a).toArray();
    DoubleUnaryOperator expected = a -> Math.hypot(0.0061, a);
    return Chart.of("Label noise", Axis.log("label noise"), Axis.log("⟨σ_{syst} / A⟩"))
        .points("Bayesian network", noise, bnn, error)
        .points("ensemble", noise, ensemble, error)
        .curve("√(σ_{0}^{2} + noise^{2})", expected);
  }

  private static void pull(Section to, Random random, String name, String symbol, double width) {
    double[] pulls = random.doubles(N).map(u -> 0).toArray();
    Arrays.setAll(pulls, i -> width * random.nextGaussian());
    Chart chart = Charts.pulls("Pull, " + name, symbol, pulls);
    String mean = Numbers.format(0.0041, 0.018);
    String note = "mean " + mean + ", width " + Numbers.format(width, 0.013);
    to.figure("pull-" + name, chart.note(note), "The " + name + " pull on held-out points.");
  }

  private static Chart coverage() {
    double[] nominal = new double[21];
    Arrays.setAll(nominal, i -> i / 20.0);
    double[] raw = Arrays.stream(nominal).map(c -> c + 0.45 * c * (1 - c)).toArray();
    double[] calibrated = Arrays.stream(nominal).map(c -> c - 0.02 * c * (1 - c)).toArray();
    double[] error = Arrays.stream(nominal).map(c -> Math.sqrt(c * (1 - c) / 300)).toArray();
    return Charts.coverage("Coverage of central intervals")
        .lineWithBand("raw", nominal, raw, error)
        .lineWithBand("calibrated", nominal, calibrated, error);
  }

  private static Chart few() {
    List<double[]> rows = new ArrayList<>();
    rows.add(new double[] {16, 0.6123e6, 0.01e6});
    rows.add(new double[] {32, 1.32e6, 0.06e6});
    rows.add(new double[] {64, 1.71e6, 0.05e6});
    rows.add(new double[] {128, 1.82e6, 0.04e6});
    rows.add(new double[] {256, 1.79e6, 0.05e6});
    double[] x = rows.stream().mapToDouble(r -> r[0]).toArray();
    double[] y = rows.stream().mapToDouble(r -> r[1]).toArray();
    double[] e = rows.stream().mapToDouble(r -> r[2]).toArray();
    return Chart.of("Network size", Axis.linear("neurons per layer"), Axis.linear("log likelihood"))
        .points("five trainings each", x, y, e);
  }
}
