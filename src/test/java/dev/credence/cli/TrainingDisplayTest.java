package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.credence.inference.EpochReport;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingDisplayTest {
  private final StringWriter text = new StringWriter();
  private final PrintWriter err = new PrintWriter(text);

  @Test
  void linesAreFewHoweverManyEpochs() {
    for (int epochs : new int[] {3, 20, 1000}) {
      text.getBuffer().setLength(0);
      run(new LineDisplay(err, "train"), epochs);
      List<String> lines = text.toString().lines().toList();
      assertThat(lines).hasSizeBetween(Math.min(epochs, 20), 21);
      assertThat(lines.get(lines.size() - 1))
          .isEqualTo(
              "train: 100 % epoch "
                  + epochs
                  + ": loss 1.7500 = nll 1.5000 + kl 0.2500, validation 2.0000");
    }
  }

  @Test
  void barFitsItsLineAndShowsBothTerms() {
    int width = 100;
    run(new BarDisplay(err, "train", width), 10);
    String[] frames = text.toString().split("[\r\n]+");
    assertThat(frames).hasSizeGreaterThan(1);
    assertThat(frames).allMatch(frame -> frame.length() < width);
    assertThat(frames[frames.length - 1])
        .startsWith("train")
        .contains("100%")
        .contains("nll 1.5000 + kl 0.2500");
    assertThat(text.toString()).endsWith(System.lineSeparator());
  }

  private static void run(TrainingDisplay display, int epochs) {
    for (int epoch = 1; epoch <= epochs; epoch++) {
      display.onStep(epoch, epochs, 1.5, 0.25);
      display.onEpoch(new EpochReport(epoch, 1.5, 25, 0.25, 2, 1e-3));
    }
    display.close();
  }
}
