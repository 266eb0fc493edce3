package dev.credence.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvWriterTest {
  @TempDir Path folder;

  @Test
  void quotesNamesThatNeedIt() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (CsvWriter csv = new CsvWriter(out, List.of("p_a,b", "sigma"))) {
      csv.row(new float[] {9, 0.1f, -2}, 1);
      csv.row(new double[] {0.1, 1e-9}, 0);
    }
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo("\"p_a,b\",sigma\n0.1,-2.0\n0.1,1.0E-9\n");
  }

  @Test
  void everyFloatReadsBackAsItself() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    int rows = 5000;
    float[] values = new float[2 * rows];
    for (int i = 0; i < values.length; i++) {
      do {
        values[i] = Float.intBitsToFloat(random.nextInt());
      } while (!Float.isFinite(values[i]));
    }
    Path file = folder.resolve("a.csv");
    try (CsvWriter csv = new CsvWriter(Files.newOutputStream(file), List.of("u", "v"))) {
      for (int row = 0; row < rows; row++) {
        csv.row(values, 2 * row);
      }
    }
    assertThat(Tables.read(file).matrix(0, 1)).isEqualTo(values);
  }
}
