package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.testing.Ended;
import com.remitflex.testing.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** `keys scan` as a process, on a machine without a server and without a database. */
@Tag("process")
class KeysScanCommandTest {
  private static final String KEY = ApiKeyFormat.generate(Environment.LIVE);

  @TempDir private Path directory;

  private Ended scan(String... arguments) {
    String[] command = new String[arguments.length + 2];
    command[0] = "keys";
    command[1] = "scan";
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    try (ServerProcess process =
        new ServerProcess(
            directory.resolve("process"),
            Map.of("REMITFLEX_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/none"))) {
      Ended ended = process.run(command);
      assertThat(process.dataDirectory()).doesNotExist();
      assertThat(ended.out() + ended.err()).doesNotContain(KEY).doesNotContain("Exception");
      return ended;
    }
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void theStatusTellsWhetherAKeyWasFoundAndEachLineWhere() throws IOException {
    String file = write("leaky", "one\nkey: " + KEY + "\n");
    String clean = write("clean", "rf_live_ is how a key begins\n");

    Ended found = scan(file, clean, directory.resolve("missing").toString());
    Ended failed = scan(clean, directory.resolve("missing").toString());
    Ended none = scan(clean);

    assertThat(found.out()).isEqualTo(file + ":2: " + ApiKeyText.display(KEY) + "\n");
    assertThat(found.err()).contains("missing: does not exist");
    assertThat(found.status()).isEqualTo(1);
    assertThat(failed.out()).isEmpty();
    assertThat(failed.status()).isEqualTo(2);
    assertThat(none.out()).isEmpty();
    assertThat(none.status()).isZero();
  }

  @Test
  void asJsonItTellsTheSame() throws IOException {
    String file = write("leaky", KEY);

    Ended ended = scan("--json", file, directory.resolve("missing").toString());

    assertThat(ended.status()).isEqualTo(1);
    JsonNode told = new ObjectMapper().readTree(ended.out());
    assertThat(told.path("data")).hasSize(1);
    assertThat(told.at("/data/0/path").asText()).isEqualTo(file);
    assertThat(told.at("/data/0/line").asLong()).isEqualTo(1);
    assertThat(told.at("/data/0/display").asText()).isEqualTo(ApiKeyText.display(KEY));
    assertThat(told.at("/faults/0/reason").asText()).isEqualTo("does not exist");
    assertThat(told.path("searched").asLong()).isEqualTo(1);
    assertThat(told.path("bytes").asLong()).isEqualTo(KEY.length());
  }

  @Test
  void wrongUseIsNeverMistakenForAFinding() {
    assertThat(scan().status()).isEqualTo(2);
    assertThat(scan("--staged", "--history", ".").status()).isEqualTo(2);
    assertThat(scan("--wrong").status()).isEqualTo(2);
    assertThat(scan("--history", directory.toString()).status()).isEqualTo(2);
  }
}
