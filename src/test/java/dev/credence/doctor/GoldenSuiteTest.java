package dev.credence.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.credence.backend.Backend;
import dev.credence.backend.Backends;
import dev.credence.backend.Machines;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoldenSuiteTest {
  private static final Path GOLDEN = golden();

  private static final List<String> KNOWN =
      List.of(
          "adam",
          "classification_nll",
          "dense",
          "flipout_dense",
          "gaussian_kl",
          "gaussian_mixture_nll",
          "gaussian_nll",
          "local_reparameterized_dense",
          "predictive",
          "reparameterized_dense",
          "repulsive_ensemble");

  private static final List<String> UNKNOWN =
      List.of("affine_coupling", "flipout_conv2d", "rational_quadratic_spline");

  @TempDir Path folder;

  /** On the class path: the tests also run where there are no sources, ci/gpu-check. */
  private static Path golden() {
    try {
      return Path.of(GoldenSuiteTest.class.getResource("/golden").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @TestFactory
  Stream<DynamicNode> everyKnownCasePassesOnEveryBackend() {
    return Machines.each(KNOWN, this::passes);
  }

  private void passes(String op, Backend backend) throws IOException {
    List<OpResult> results = GoldenSuite.run(only(op), backend);
    assertThat(results)
        .isNotEmpty()
        .allSatisfy(r -> assertThat(r.message()).doesNotContain(" is "))
        .allMatch(OpResult::ok);
  }

  /** A folder with the cases of one op. */
  private Path only(String op) throws IOException {
    Path copy = Files.createTempDirectory(folder, op);
    Files.copy(GOLDEN.resolve(op + ".json"), copy.resolve(op + ".json"));
    return copy;
  }

  @Test
  void everyFileIsKnownOrSaidToBeUnknown() {
    try (Backend scalar = Backends.select(Backends.SCALAR)) {
      List<OpResult> results = GoldenSuite.run(GOLDEN, scalar);
      assertThat(results)
          .filteredOn(r -> r.status() == OpResult.Status.UNKNOWN_OP)
          .extracting(OpResult::op)
          .containsOnlyElementsOf(UNKNOWN);
      List<OpResult> known =
          results.stream().filter(r -> r.status() != OpResult.Status.UNKNOWN_OP).toList();
      assertThat(known).hasSize(34).extracting(OpResult::op).containsOnlyElementsOf(KNOWN);
      // Bounds that nothing comes near would find nothing.
      assertThat(known).anyMatch(r -> r.errorOverBound() > 0.01);
    }
  }

  /** A reference number that is off by 1e-4 in one place of one output or gradient. */
  @TestFactory
  Stream<DynamicTest> wrongReferencesAreRejected() {
    return KNOWN.stream().map(op -> dynamicTest(op, () -> rejectsWrong(op)));
  }

  private void rejectsWrong(String op) throws IOException {
    String text = Files.readString(GOLDEN.resolve(op + ".json"));
    int outputs = text.indexOf("\"outputs\"");
    int start = text.indexOf("\"data\": [", outputs) + "\"data\": [".length();
    int end = Math.min(text.indexOf(']', start), indexOrEnd(text, ',', start));
    double wrong = Double.parseDouble(text.substring(start, end)) * 1.0001;
    Path copy = Files.createDirectory(folder.resolve(op));
    Files.writeString(
        copy.resolve(op + ".json"), text.substring(0, start) + wrong + text.substring(end));
    try (Backend scalar = Backends.select(Backends.SCALAR)) {
      List<OpResult> results = GoldenSuite.run(copy, scalar);
      assertThat(results.get(0).status()).isEqualTo(OpResult.Status.FAILED);
      assertThat(results.get(0).message()).contains("the reference");
      assertThat(results.get(0).errorOverBound()).isGreaterThan(1);
    }
  }

  private static int indexOrEnd(String text, char c, int from) {
    int index = text.indexOf(c, from);
    return index < 0 ? text.length() : index;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"op\": \"dense\"",
        "{\"op\": 3, \"cases\": []}",
        "{\"op\": \"dense\", \"cases\": []}",
        "{\"op\": \"dense\", \"cases\": [{}]}",
        "{\"op\": \"dense\", \"cases\": [{\"name\": \"a\"}]}",
        "{\"op\": \"dense\", \"cases\": [{\"name\": \"a\", \"inputs\": {\"mu\": 1}}]}",
        "{\"op\": \"dense\", \"cases\": [{\"name\": \"a\", \"inputs\":"
            + " {\"mu\": {\"shape\": [2], \"data\": [1]}}}]}",
        "{\"op\": \"dense\", \"cases\": [{\"name\": \"a\", \"inputs\":"
            + " {\"mu\": {\"shape\": [2147483647, 2147483647], \"data\": [1]}}}]}",
        "{\"op\": \"dense\", \"cases\": [{\"name\": \"a\", \"inputs\":"
            + " {\"mu\": {\"shape\": [1], \"data\": [\"x\"]}}}]}",
        "{\"op\": \"dense\", \"cases\": [{\"name\": \"a\", \"inputs\":"
            + " {\"mu\": {\"shape\": [1], \"data\": [1e999]}}}]}",
        "{\"op\": \"dense\", \"cases\": [{\"name\": \"a\", \"inputs\": {"
            + "\"mu\": {\"shape\": [2, 1], \"data\": [1, 2]},"
            + "\"x\": {\"shape\": [1, 3], \"data\": [1, 2, 3]},"
            + "\"b\": {\"shape\": [1], \"data\": [1]},"
            + "\"upstream\": {\"shape\": [1, 1], \"data\": [1]}}}]}"
      })
  void malformedFilesEndInOneSentence(String text) throws IOException {
    Files.writeString(folder.resolve("bad.json"), text);
    try (Backend scalar = Backends.select(Backends.SCALAR)) {
      assertThatThrownBy(() -> GoldenSuite.run(folder, scalar))
          .isInstanceOf(GoldenFileException.class)
          .hasMessageStartingWith("bad.json")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void foldersWithoutFilesAreRefused() {
    try (Backend scalar = Backends.select(Backends.SCALAR)) {
      assertThatThrownBy(() -> GoldenSuite.run(folder, scalar))
          .isInstanceOf(GoldenFileException.class)
          .hasMessage("there is no .json file in " + folder);
      Path missing = folder.resolve("missing");
      assertThatThrownBy(() -> GoldenSuite.run(missing, scalar))
          .isInstanceOf(GoldenFileException.class)
          .hasMessage("the folder " + missing + " cannot be read");
    }
  }
}
