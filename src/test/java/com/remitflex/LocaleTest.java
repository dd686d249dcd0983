package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments, file names and output are UTF-8 through the launcher, whatever the locale is. */
@Tag("process")
class LocaleTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** In octal, so that this test's own locale does not matter: an umlaut, and three ideograms. */
  private static final String ZURICH = "$'Z\\303\\274rich \\346\\227\\245\\346\\234\\254'";

  @TempDir private Path directory;

  private record Ended(int status, String out, String err) {}

  /** Runs a line of bash with this locale; `remitflex` in it is the launcher. */
  private Ended bash(String locale, String line, Map<String, String> settings) throws Exception {
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    String launcher = Path.of("remitflex").toAbsolutePath().toString();
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", "remitflex() { '" + launcher + "' \"$@\"; }; " + line)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("REMITFLEX_") || name.startsWith("LC_"));
    environment.put("LC_ALL", locale);
    environment.put("REMITFLEX_NO_BUILD", "1");
    environment.put("REMITFLEX_JAVA_HOME", System.getProperty("java.home"));
    environment.put("REMITFLEX_DATA_DIR", directory.resolve("data").toString());
    environment.putAll(settings);
    Process process = builder.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), read(out), read(err));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "no_SUCH.ISO-8859-1"})
  void aNameAndAPathAreTakenAsUtf8(String locale) throws Exception {
    String databaseUrl = TestDatabase.create();
    try {
      Ended ended =
          bash(
              locale,
              "remitflex accounts create --name " + ZURICH + " --json",
              Map.of(
                  "REMITFLEX_DATABASE_URL",
                  databaseUrl,
                  "REMITFLEX_SECRETS_DIR",
                  TestDatabase.secretsDirectory().toString()));

      assertThat(ended.status()).as(ended.err()).isZero();
      JsonNode account = JSON.readTree(ended.out());
      assertThat(account.path("name").asText()).isEqualTo("Zürich 日本");
    } finally {
      TestDatabase.drop(databaseUrl);
    }
  }

  @Test
  void aFileIsFoundAndNamedByItsPath() throws Exception {
    String key = ApiKeyFormat.generate(Environment.LIVE);
    Ended ended =
        bash(
            "C",
            "cd '%s' && mkdir -p %s && printf '%%s\\n' '%s' > %s/leaky && remitflex keys scan %s"
                .formatted(directory, ZURICH, key, ZURICH, ZURICH),
            Map.of());

    assertThat(ended.status()).as(ended.err()).isEqualTo(1);
    assertThat(ended.out()).startsWith("Zürich 日本/leaky:1: rf_live_");
  }

  /** Latin-1 bytes from an old terminal: no text is stored that the user did not type. */
  @Test
  void whatIsNotUtf8IsRejectedRatherThanStoredGarbled() throws Exception {
    Ended launcher = bash("C", "remitflex accounts create --name $'Z\\374rich'", Map.of());
    String jar = Path.of("target/remitflex.jar").toAbsolutePath().toString();
    String java = "'" + System.getProperty("java.home") + "/bin/java' -jar '" + jar + "' ";
    Ended argument = bash("C", java + "accounts create --name " + ZURICH, Map.of());
    Ended setting =
        bash("C", "export REMITFLEX_OWNER_EMAIL=" + ZURICH + "; " + java + "up", Map.of());

    for (Ended ended : new Ended[] {launcher, argument}) {
      assertThat(ended.status()).isEqualTo(2);
      assertThat(ended.out()).isEmpty();
      assertThat(ended.err()).contains("is not UTF-8", "LC_ALL=C.UTF-8").doesNotContain("at com.");
    }
    assertThat(setting.status()).isNotZero();
    assertThat(setting.err()).contains("REMITFLEX_OWNER_EMAIL is not UTF-8");
    assertThat(directory.resolve("data")).doesNotExist();
  }
}
