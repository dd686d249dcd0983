package com.remitflex.features.apikeys.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.TestDirectories;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The journal of a running server, and keys that are suspended. */
class RevocationJournalTest {
  private static final Path JOURNAL = TestDirectories.createOrFail("remitflex-journal");

  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_JOURNAL_DIR", JOURNAL.toString()));

  private static IssuedKey newKey(Scope scope) {
    return server.newKey(server.newAccount(), Environment.SANDBOX, scope);
  }

  private static Answer revoke(IssuedKey key) {
    IssuedKey admin = server.newKey(key.key().accountId(), Environment.SANDBOX, Scope.ADMIN);
    return server.client(admin.secret()).delete("/v1/api-keys/" + key.key().id());
  }

  private static Answer use(String key) {
    return new ApiClient(server.port(), key).get("/v1/api-keys/current");
  }

  private static List<String> linesOf(String keyId) {
    try (Stream<Path> files = Files.walk(JOURNAL)) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .flatMap(file -> {
            try {
              return Files.readAllLines(file).stream();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          })
          .filter(line -> line.contains("\"" + keyId + "\""))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aRevocationIsInTheJournalBeforeItsResponse() {
    IssuedKey key = newKey(Scope.READ);
    assertThat(linesOf(key.key().id())).isEmpty();

    Answer answer = revoke(key);

    List<String> lines = linesOf(key.key().id());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(lines).hasSize(1).allMatch(line -> line.contains("revoked_at"));
    assertThat(lines.toString()).doesNotContain(key.secret());
  }

  @Test
  void aRevocationTakesEffectWithoutTheJournalAndIsWrittenLater() throws IOException {
    IssuedKey key = newKey(Scope.READ);
    FileUtils.cleanDirectory(JOURNAL.toFile());
    Path blocked = JOURNAL.resolveSibling(JOURNAL.getFileName() + "-moved");
    Files.move(JOURNAL, blocked);
    Files.writeString(JOURNAL, "not a directory");
    try {
      Answer answer = revoke(key);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(use(key.secret()).errorCode()).isEqualTo("API_KEY_REVOKED");
    } finally {
      Files.delete(JOURNAL);
      Files.move(blocked, JOURNAL);
    }

    Await.until("the journal has it", () -> !linesOf(key.key().id()).isEmpty());
  }

  @Test
  void aSuspendedKeyIsRejectedOnEveryRequestUntilItIsConfirmed() {
    IssuedKey key = newKey(Scope.WRITE);
    ApiClient client = new ApiClient(server.port(), key.secret());
    assertThat(use(key.secret()).status()).isEqualTo(200);

    assertThat(server.keys().suspendAll()).isPositive();

    Await.until("it is suspended", () -> use(key.secret()).status() == 503);
    Answer payment = client.post("/v1/payments", "{\"amount\": 10, \"currency\": \"USDC\"}");
    assertThat(payment.status()).isEqualTo(503);
    assertThat(payment.errorCode()).isEqualTo("SERVICE_UNAVAILABLE");
    assertThat(payment.header("Retry-After")).contains("60");
    assertThat(server.keys().suspended()).isPositive();

    assertThat(server.keys().resume(Optional.of(key.key().id()))).isEqualTo(1);
    Await.until("it is accepted", () -> use(key.secret()).status() == 200);
    assertThat(server.keys().resume(Optional.of(key.key().id()))).isZero();
    assertThat(server.keys().resume(Optional.empty())).isPositive();
    assertThat(server.keys().suspended()).isZero();
  }

  /** As an attacker with write access to the database would resume a key. */
  @Test
  void theSuspensionIsCoveredByTheRowMac() {
    IssuedKey key = newKey(Scope.READ);
    server.keys().suspendAll();
    server
        .database()
        .use(handle ->
            handle.execute("UPDATE api_key SET suspended_at = NULL WHERE id = ?", key.key().id()));

    assertThat(use(key.secret()).status()).isEqualTo(401);

    server
        .database()
        .use(handle -> handle.execute("DELETE FROM api_key WHERE id = ?", key.key().id()));
    server.keys().resume(Optional.empty());
  }
}
