package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor names what is there, what is missing and why, and fails where a case does. */
class DoctorCommandTest {
  @TempDir Path folder;

  @Test
  void everythingPresentComputesRight() throws IOException {
    CommandRun run = CommandRun.of("doctor", "--json").succeeds();
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.get("ok").asBoolean()).isTrue();
    JsonNode backends = json.get("backends");
    assertThat(backends).hasSize(3);
    for (JsonNode backend : backends) {
      String text = backend.get("present").asBoolean() ? "description" : "reason";
      assertThat(backend.get(text).asText()).isNotBlank();
    }
    Set<String> parts = new TreeSet<>();
    for (JsonNode part : json.get("cuda")) {
      String text = part.get("present").asBoolean() ? "description" : "reason";
      assertThat(part.get(text).asText()).isNotBlank();
      parts.add(part.get("name").asText());
    }
    assertThat(parts).contains("driver", "images", "cublas", "curand");
    Set<String> tested = new TreeSet<>();
    for (JsonNode result : json.get("cases")) {
      assertThat(result.get("ok").asBoolean()).as(result.toString()).isTrue();
      assertThat(result.get("error_over_bound").asDouble()).isBetween(0.0, 1.0);
      tested.add(result.get("backend").asText());
    }
    assertThat(tested).contains("scalar");
  }

  @Test
  void referenceVectorsPassAndMissingOperationsAreNamed() throws Exception {
    CommandRun run = CommandRun.of("doctor", "--golden", golden(), "--json");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    Set<String> unknown = new TreeSet<>();
    Set<String> passed = new TreeSet<>();
    for (JsonNode result : new ObjectMapper().readTree(run.out()).get("cases")) {
      assertThat(result.get("status").asText()).as(result.toString()).isIn("ok", "unknown op");
      (result.get("ok").asBoolean() ? passed : unknown).add(result.get("op").asText());
    }
    assertThat(unknown)
        .containsExactly("affine_coupling", "flipout_conv2d", "rational_quadratic_spline");
    assertThat(passed).hasSize(11);
  }

  @Test
  void printsEveryCase() throws Exception {
    CommandRun run = CommandRun.of("doctor", "--golden", golden(), "--backend", "scalar");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .containsPattern("(?m)^flipout_dense +\\S.* scalar +[0-9.e-]+  ok$")
        .containsPattern("(?m)^affine_coupling +\\S.* scalar +-  unknown op")
        .contains("operations not there yet: affine_coupling");
  }

  @Test
  void wrongReferenceFails() throws Exception {
    String text = Files.readString(golden().resolve("adam.json"));
    int at = text.indexOf("\"outputs\"");
    int digit = at;
    while (!Character.isDigit(text.charAt(digit)) || text.charAt(digit - 1) != '.') {
      digit++;
    }
    char other = text.charAt(digit) == '9' ? '1' : '9';
    Files.writeString(
        folder.resolve("adam.json"), text.substring(0, digit) + other + text.substring(digit + 1));
    CommandRun run = CommandRun.of("doctor", "--golden", folder, "--backend", "scalar");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("FAILED");
  }

  @Test
  void whatCannotBeCheckedIsRefused() throws IOException {
    CommandRun.of("doctor", "--golden", folder).refuses(folder, "no .json file");
    CommandRun.of("doctor", "--backend", "abacus").refuses("abacus");
    Files.writeString(folder.resolve("x.json"), "{");
    CommandRun.of("doctor", "--golden", folder).refuses("x.json");
  }

  private static Path golden() throws URISyntaxException {
    return Path.of(DoctorCommandTest.class.getResource("/golden").toURI());
  }
}
