package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.json.Json;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Commands;
import com.remitflex.testing.Ended;
import com.remitflex.testing.FreePort;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.ServerProcess;
import com.remitflex.testing.TestDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the guide for a PostgreSQL of one's own, on the one of the system. */
@Tag("process")
class ExternalBackupTest {
  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
  private static final Pattern COMMANDS = Pattern.compile("```sh\n(pg_.*?)```", Pattern.DOTALL);

  @TempDir(factory = TestDirectories.class)
  private Path directory;

  private Optional<Path> programs = Optional.empty();
  private int port;
  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void startPostgres() throws Exception {
    programs = newest();
    assumeThat(programs).as("a PostgreSQL is installed").isPresent();
    port = FreePort.choose();
    run("initdb", "-D", "cluster", "--username=remitflex", "--auth=trust", "--encoding=UTF8");
    run(
        "pg_ctl",
        "-D",
        "cluster",
        "-w",
        "-l",
        "postgres.out",
        "-o",
        "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=",
        "start");
    shell("createdb remitflex");
    settings.put(
        "REMITFLEX_DATABASE_URL",
        "jdbc:postgresql://127.0.0.1:" + port + "/remitflex?user=remitflex");
    settings.put("REMITFLEX_DATA_DIR", directory.resolve("data").toString());
    settings.put("REMITFLEX_JOURNAL_DIR", directory.resolve("journal").toString());
  }

  @AfterEach
  void stopPostgres() throws Exception {
    if (programs.isPresent()) {
      run("pg_ctl", "-D", "cluster", "-m", "immediate", "stop");
    }
  }

  private static Optional<Path> newest() throws IOException {
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(INSTALLED)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.exists(bin.resolve("pg_basebackup")))
          .max(Path::compareTo);
    }
  }

  /** Runs a program of PostgreSQL; as root only in a user namespace. */
  private void run(String program, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(programs.orElseThrow().resolve(program).toString());
    command.addAll(List.of(arguments));
    end(new ProcessBuilder(command));
  }

  private void shell(String script) throws Exception {
    end(new ProcessBuilder("sh", "-e", "-c", script));
  }

  private void end(ProcessBuilder builder) throws Exception {
    builder.directory(directory.toFile()).redirectErrorStream(true);
    Path output = directory.resolve("output");
    builder.redirectOutput(output.toFile());
    builder.environment().put("PATH", programs.orElseThrow() + ":" + System.getenv("PATH"));
    builder.environment().put("PGHOST", "127.0.0.1");
    builder.environment().put("PGPORT", Integer.toString(port));
    builder.environment().put("PGUSER", "remitflex");
    builder
        .environment()
        .put("DATABASE", "postgresql://remitflex@127.0.0.1:" + port + "/remitflex");
    assertThat(builder.start().waitFor()).as(Files.readString(output)).isZero();
  }

  private JsonNode command(String... command) {
    Ended ended = Commands.run(settings, command);
    assertThat(ended.status()).as(ended.err()).isZero();
    return Json.trusted(ended.out());
  }

  private JsonNode newKey(String name) {
    JsonNode key =
        command(
            "keys",
            "create",
            "--environment",
            "sandbox",
            "--scope",
            "read",
            "--name",
            name,
            "--json");
    MintedSecrets.key(key.path("key").asText());
    return key;
  }

  @Test
  void theCommandsOfTheGuideBackUpAndRestoreAndNoRevokedKeyComesBack() throws Exception {
    List<String> guide =
        COMMANDS
            .matcher(Files.readString(Path.of("docs/operations/backup.md")))
            .results()
            .map((MatchResult found) -> found.group(1))
            .toList();
    assertThat(guide).hasSize(3);
    JsonNode account = command("accounts", "create", "--name", "First", "--json");
    assertThat(account.path("id").asText()).startsWith("acc_");
    JsonNode revoked = newKey("revoked");
    JsonNode kept = newKey("kept");

    shell(guide.get(0));
    shell(guide.get(2));
    assertThat(Files.exists(directory.resolve("base/PG_VERSION"))).isTrue();
    command("keys", "revoke", revoked.path("id").asText(), "--json");
    shell("dropdb remitflex; createdb remitflex");
    shell(guide.get(1));

    settings.remove("REMITFLEX_DATA_DIR");
    try (ServerProcess server = new ServerProcess(directory, settings).start()) {
      assertThat(server.errors()).contains("1 keys were restricted again, and 0 suspended");
      String path = "/v1/api-keys/current";
      ApiClient dead = new ApiClient(server.port(), revoked.path("key").asText());
      ApiClient alive = new ApiClient(server.port(), kept.path("key").asText());
      assertThat(dead.get(path).errorCode()).isEqualTo("API_KEY_REVOKED");
      assertThat(alive.get(path).status()).isEqualTo(200);
    }
  }
}
