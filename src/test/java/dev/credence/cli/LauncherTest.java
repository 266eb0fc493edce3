package dev.credence.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code credence}, with a Java that says which locale it was given. */
class LauncherTest {
  private static final Path BASH = Path.of("/bin/bash");
  private static final List<String> TOOLS =
      List.of("env", "readlink", "sed", "head", "ls", "grep", "find", "dirname");

  @TempDir Path folder;

  @BeforeEach
  void layOut() throws IOException {
    assumeThat(BASH).as("a shell for the launcher").exists();
    Files.copy(Path.of("credence"), folder.resolve("credence"));
    for (String part : List.of("src/main", "kernels", "native", "target/lib", "jdk/bin", "bin")) {
      Files.createDirectories(folder.resolve(part));
    }
    Files.writeString(folder.resolve("pom.xml"), "");
    Files.writeString(folder.resolve("target/credence-0.jar"), "");
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"17.0.1\"\n");
    Path java = folder.resolve("jdk/bin/java");
    Files.writeString(
        java, "#!/bin/bash\necho \"${LC_ALL-}|${LC_CTYPE-}|${LC_MESSAGES-}|${LANG-}\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    for (String tool : TOOLS) {
      Files.createSymbolicLink(folder.resolve("bin").resolve(tool), find(tool));
    }
  }

  /** JUnit warns of each link out of a folder that it deletes. */
  @AfterEach
  void unlink() throws IOException {
    for (String tool : TOOLS) {
      Files.deleteIfExists(folder.resolve("bin").resolve(tool));
    }
  }

  @Test
  void aLocaleOfUtf8StaysAsItIs() throws Exception {
    locale("echo UTF-8");
    assertThat(run(Map.of("LC_ALL", "de_DE.UTF-8"))).isEqualTo("de_DE.UTF-8|||");
    assertThat(run(Map.of("LANG", "ja_JP.UTF-8"))).isEqualTo("|||ja_JP.UTF-8");
  }

  @Test
  void anotherEncodingIsReplacedAndTheLanguageKept() throws Exception {
    locale("[ -n \"${1-}\" ] && echo ISO-8859-1");
    assertThat(run(Map.of("LC_ALL", "de_DE"))).isEqualTo("|C.UTF-8|de_DE|");
    assertThat(run(Map.of("LANG", "de_DE"))).isEqualTo("|C.UTF-8|de_DE|de_DE");
    assertThat(run(Map.of())).isEqualTo("|C.UTF-8|C|");
  }

  @Test
  void anUnknownLocaleIsReplacedAltogether() throws Exception {
    locale("echo no such locale >&2; [ -n \"${1-}\" ] && echo ANSI_X3.4-1968");
    assertThat(run(Map.of("LANG", "xx_YY.UTF-8"))).isEqualTo("C.UTF-8|||xx_YY.UTF-8");
  }

  @Test
  void withoutTheToolTheNameDecides() throws Exception {
    assertThat(run(Map.of("LC_ALL", "C"))).isEqualTo("C.UTF-8|||");
    assertThat(run(Map.of())).isEqualTo("C.UTF-8|||");
    assertThat(run(Map.of("LC_CTYPE", "de_DE.utf8"))).isEqualTo("|de_DE.utf8||");
  }

  /** Stands in for the tool that tells the encoding. */
  private void locale(String body) throws IOException {
    Path tool = folder.resolve("bin/locale");
    Files.writeString(tool, "#!/bin/bash\n" + body + "\n");
    assertThat(tool.toFile().setExecutable(true)).isTrue();
  }

  private String run(Map<String, String> locale) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(BASH.toString(), folder.resolve("credence").toString(), "doctor");
    builder.environment().clear();
    builder.environment().putAll(locale);
    builder.environment().put("PATH", folder.resolve("bin").toString());
    builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out.strip();
  }

  private static Path find(String tool) {
    return List.of(Path.of("/usr/bin", tool), Path.of("/bin", tool)).stream()
        .filter(Files::exists)
        .findFirst()
        .orElseThrow();
  }
}
