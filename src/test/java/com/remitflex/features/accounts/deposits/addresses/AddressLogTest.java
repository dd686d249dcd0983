package com.remitflex.features.accounts.deposits.addresses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.Secrets;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestDirectories;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log of a running server, and what a database that was set back learns from it. */
class AddressLogTest {
  private static final Path LOGS = TestDirectories.createOrFail("remitflex-addresses");
  private static final String PATH = "/v1/deposit-addresses";
  private static final String BASE = "{\"network\": \"base\"}";

  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_JOURNAL_DIR", LOGS.toString()));

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(LOGS)) {
      return files.filter(file -> file.endsWith("deposit-addresses.log")).toList();
    }
  }

  private static List<String> linesOf(String address) {
    try {
      return Files.readAllLines(files().getFirst()).stream()
          .filter(line -> line.contains(address))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode created(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  private static int index(JsonNode address) {
    return server
        .database()
        .with(handle ->
            handle
                .select(
                    "SELECT address_index FROM deposit_address WHERE id = ?",
                    address.path("id").asText())
                .mapTo(Integer.class)
                .one());
  }

  /** The log of another process, which has read nothing yet. */
  private static AddressLog log() {
    KeyHasher hasher =
        Secrets.open(server.database(), TestDatabase.secretsDirectory(), Optional.empty());
    return new AddressLog(server.database(), hasher, LOGS);
  }

  private static AddressReplay replay() {
    return new AddressReplay(log());
  }

  /** Sets the database back to the time before this address. */
  private static void forget(JsonNode address) {
    int index = index(address);
    server
        .database()
        .use(handle -> {
          handle.execute("DELETE FROM deposit_address WHERE address_index >= ?", index);
          handle.execute("SELECT setval('deposit_address_index', ?, false)", index);
        });
  }

  @Test
  void anAddressIsInTheLogBeforeItsResponse() {
    JsonNode address = created(server.newClient(Scope.WRITE).post(PATH, BASE));

    assertThat(linesOf(address.path("address").asText())).hasSize(1);
  }

  @Test
  void withoutTheLogNoNewAddressIsShownAndLaterItIsTheSame() throws IOException {
    ApiClient known = server.newClient(Scope.WRITE);
    JsonNode before = created(known.post(PATH, BASE));
    ApiClient client = server.newClient(Scope.WRITE);
    Path moved = LOGS.resolveSibling(LOGS.getFileName() + "-moved");
    Files.move(LOGS, moved);
    Files.writeString(LOGS, "not a directory");
    try {
      for (Answer answer : List.of(client.post(PATH, BASE, "key"), client.get(PATH))) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.errorCode()).isEqualTo("SERVICE_UNAVAILABLE");
        assertThat(answer.text()).doesNotContain("0x").contains("Try again later");
      }
      assertThat(created(known.post(PATH, BASE))).as("one that was recorded").isEqualTo(before);
    } finally {
      Files.delete(LOGS);
      Files.move(moved, LOGS);
    }

    JsonNode address = created(client.post(PATH, BASE, "key"));
    assertThat(linesOf(address.path("address").asText())).hasSize(1);
  }

  @Test
  void aLogThatWasRemovedIsWrittenAgain() throws IOException {
    JsonNode address = created(server.newClient(Scope.WRITE).post(PATH, BASE));
    FileUtils.cleanDirectory(LOGS.toFile());

    Await.until(
        "the log has it",
        () -> {
          try {
            return !files().isEmpty() && !linesOf(address.path("address").asText()).isEmpty();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void anOlderDatabaseKnowsTheAddressesAgainAndGivesNoIndexTwice() {
    ApiClient first = server.newClient(Scope.WRITE);
    ApiClient second = server.newClient(Scope.WRITE);
    JsonNode one = created(first.post(PATH, BASE));
    JsonNode two = created(second.post(PATH, BASE));
    int last = index(two);
    forget(one);

    AddressReplay.Outcome outcome = replay().afterRestore();

    assertThat(outcome).isEqualTo(new AddressReplay.Outcome(true, 2, 0));
    assertThat(first.get(PATH).json().path("data").get(0)).isEqualTo(one);
    assertThat(created(second.post(PATH, BASE))).isEqualTo(two);
    int next = index(created(server.newClient(Scope.WRITE).post(PATH, BASE)));
    assertThat(next).isGreaterThan(last).isLessThan(last + 10_000);
    assertThat(replay().atStart()).as("it is complete").isFalse();
  }

  @Test
  void aDatabaseThatWasRestoredByAnotherToolIsNoticedAtStart() {
    ApiClient client = server.newClient(Scope.WRITE);
    JsonNode address = created(client.post(PATH, BASE));
    forget(address);

    assertThat(replay().atStart()).isTrue();

    assertThat(created(client.post(PATH, BASE))).isEqualTo(address);
    assertThat(replay().atStart()).isFalse();
  }

  /** Lines that nobody signed, and one that a crash has cut off. */
  @Test
  void whatIsNotSignedSaysNothing() throws IOException {
    JsonNode address = created(server.newClient(Scope.WRITE).post(PATH, BASE));
    Path file = files().getFirst();
    List<String> lines = Files.readAllLines(file);
    String line = linesOf(address.path("address").asText()).getFirst();
    String forged = line.replace("\"index\":" + index(address), "\"index\":2000000000");
    assertThat(forged).isNotEqualTo(line);
    Files.write(file, List.of(forged, line.substring(0, 150), "", "x".repeat(200)));

    AddressReplay.Outcome outcome = replay().afterRestore();

    assertThat(outcome.isComplete()).isFalse();
    assertThat(outcome.restored()).isZero();
    Files.write(file, lines);
  }

  @Test
  void withoutTheLogAMillionIndexesAreLeftOut() throws IOException {
    int before = index(created(server.newClient(Scope.WRITE).post(PATH, BASE)));
    Path file = files().getFirst();
    List<String> lines = Files.readAllLines(file);
    // A log of an earlier time: it lacks an address that the database has.
    Files.write(file, lines.subList(0, lines.size() - 1));

    AddressReplay.Outcome outcome = replay().afterRestore();

    assertThat(outcome.isComplete()).isFalse();
    assertThat(index(created(server.newClient(Scope.WRITE).post(PATH, BASE))))
        .isGreaterThan(before + 1_000_000);
    Files.writeString(file, lines.getLast() + "\n", StandardOpenOption.APPEND);
  }

  /** The account was created after the backup: its address is not given to another one. */
  @Test
  void anAddressWithoutItsAccountIsNotGivenToOthers() throws IOException {
    int index = index(created(server.newClient(Scope.WRITE).post(PATH, BASE))) + 5_000;
    HeadId gone = new HeadId("acc_gone", Environment.LIVE);
    log()
        .record(
            new DepositAddress(
                new DepositAddress.Key(gone, "base"),
                "dpa_gone",
                index,
                "0x" + "66".repeat(20),
                Instant.EPOCH));

    AddressReplay.Outcome outcome = replay().afterRestore();

    assertThat(outcome.restored()).isZero();
    assertThat(outcome.withoutAccount()).isEqualTo(1);
    assertThat(index(created(server.newClient(Scope.WRITE).post(PATH, BASE)))).isGreaterThan(index);
    assertThat(replay().atStart()).as("the database is not older").isFalse();
    Path file = files().getFirst();
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.removeIf(line -> line.contains(gone.accountId()))).isTrue();
    Files.write(file, lines);
  }
}
