package dev.credence.study;

import dev.credence.calibration.Estimate;
import dev.credence.report.Axis;
import dev.credence.report.Chart;
import dev.credence.report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Whether sigmaSyst ends at the noise of the labels, beside the figures of the talk. */
record NoiseSection(UncertaintyScans scans) {
  /** Mean sigmaSyst / A of the talk for gg to gamma gamma g, by noise and contender. */
  private static final Map<Double, Map<Contender, String>> TALK =
      Map.of(
          0.0, talk("0.006", "0.005", "0.005"),
          0.01, talk("0.012", "0.011", "0.011"),
          0.05, talk("0.052", "0.050", "0.051"),
          0.1, talk("0.103", "0.101", "0.104"));

  private static Map<Contender, String> talk(String bnn, String repulsive, String single) {
    return Map.of(
        Contender.BAYESIAN, bnn, Contender.REPULSIVE, repulsive, Contender.HETEROSCEDASTIC, single);
  }

  void write(Section section) {
    section.text(
        "Labels are smeared by Gaussian noise of a known relative size; the networks are not told."
            + " What they should find is √(σ_{0}^{2} + noise^{2}), where σ_{0} is what the same"
            + " method finds without noise: its own limit of accuracy.");
    if (scans.options().noise().size() > 1) {
      charts(section);
    }
    section.table(
        "Label noise. In brackets ⟨σ_{syst}/A⟩ of the talk, for gg → γγg. σ_{stat}^{2} out:"
            + " σ_{stat}^{2} taken out of σ_{syst}^{2} point by point, which the optimum of the"
            + " variational loss contains; that of an ensemble does not.",
        List.of(
            "noise",
            "method",
            "⟨σ_{syst}⟩",
            "of expected",
            "σ_{stat}^{2} out",
            "of expected",
            "without largest 10 %",
            "⟨σ_{stat}⟩",
            "without largest 10 %",
            "MSE(log A)"),
        rows());
  }

  private void charts(Section section) {
    Chart found = Chart.of("Noise found", Axis.log("label noise"), Axis.log("⟨σ_{syst}⟩"));
    for (Contender contender : Contender.values()) {
      List<Repeated> scan = scans.noisyScan(contender);
      ScanText.series(
          found, contender.title(), scan, Setting::noise, p -> p.figure(Figure.SIGMA_SYST));
    }
    found.diagonal("label noise");
    Chart ratio =
        chart(
            "Found over expected",
            Axis.linear("⟨σ_{syst}⟩ / √(σ_{0}^{2} + noise^{2})"),
            Contender.values(),
            p -> ofExpected(p, Figure.SIGMA_SYST));
    section
        .figure(
            "noise-found",
            found,
            "Mean σ_{syst} of test points against the noise put in. Above the diagonal by what the"
                + " method cannot resolve.")
        .figure("noise-ratio", ratio.horizontal("exact", 1), "The same over what is expected.")
        .figure(
            "noise-stat",
            chart(
                "Statistical uncertainty",
                Axis.log("⟨σ_{stat}⟩"),
                withSigmaStat(),
                p -> p.figure(Figure.SIGMA_STAT)),
            "Mean σ_{stat}: "
                + growth()
                + ". A posterior that knows its labels to be worse must be wider.")
        .figure(
            "noise-delta",
            chart(
                "Accuracy",
                Axis.log("width of Δ"),
                Contender.values(),
                p -> p.figure(Figure.DELTA_WIDTH)),
            "Half the 16–84 % interval of Δ = (mean − A) / A against the exact amplitude.");
  }

  private Chart chart(
      String title, Axis y, Contender[] contenders, Function<Repeated, Estimate> figure) {
    Chart chart = Chart.of(title, Axis.log("label noise"), y);
    for (Contender contender : contenders) {
      ScanText.series(chart, contender.title(), scans.noisyScan(contender), Setting::noise, figure);
    }
    return chart;
  }

  private static Contender[] withSigmaStat() {
    return List.of(Contender.values()).stream()
        .filter(Contender::hasSigmaStat)
        .toArray(Contender[]::new);
  }

  private Estimate ofExpected(Repeated point, Figure figure) {
    return scans.ofExpected(point.contender(), figure, point.setting().noise());
  }

  private String growth() {
    List<String> words = new ArrayList<>();
    for (Contender contender : withSigmaStat()) {
      List<Repeated> scan = scans.noiseScan(contender);
      Repeated last = scan.get(scan.size() - 1);
      words.add(
          "%s from %s without noise to %s at %s"
              .formatted(
                  contender.title(),
                  ScanText.format(scan.get(0), Figure.SIGMA_STAT),
                  ScanText.format(last, Figure.SIGMA_STAT),
                  ScanText.percent(last.setting().noise())));
    }
    return String.join(", ", words);
  }

  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    for (double noise : scans.options().noise()) {
      for (Contender contender : Contender.values()) {
        rows.add(row(scans.at(contender, UncertaintyScans.noise(scans.options(), noise))));
      }
    }
    return rows;
  }

  private List<String> row(Repeated p) {
    double noise = p.setting().noise();
    boolean corrected = p.contender() == Contender.BAYESIAN;
    String talk = TALK.getOrDefault(noise, Map.of()).get(p.contender());
    return List.of(
        ScanText.percent(noise),
        p.contender().title(),
        ScanText.format(p, Figure.SIGMA_SYST) + (talk == null ? "" : " [" + talk + "]"),
        noise == 0 ? ScanText.NONE : ScanText.format(ofExpected(p, Figure.SIGMA_SYST)),
        corrected ? ScanText.format(p, Figure.SIGMA_SYST_CORRECTED) : ScanText.NONE,
        corrected && noise > 0
            ? ScanText.format(ofExpected(p, Figure.SIGMA_SYST_CORRECTED))
            : ScanText.NONE,
        ScanText.bulk(p, Figure.SIGMA_SYST),
        ScanText.format(p, Figure.SIGMA_STAT),
        ScanText.bulk(p, Figure.SIGMA_STAT),
        ScanText.format(p, Figure.MSE_LOG_A));
  }
}
