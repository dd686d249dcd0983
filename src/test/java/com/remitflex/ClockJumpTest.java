package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.RevokedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.ServerProcess;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestPlatform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node or a database whose clock jumps by an hour: a revoked key stays rejected and a good one
 * accepted. Needs libfaketime (Debian: `apt-get install faketime`).
 */
@Tag("process")
class ClockJumpTest {
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));
  private static final String BALANCES = "/v1/balances";
  private static final String PAYMENT = "{\"amount\": 100, \"currency\": \"USDC\"}";

  @TempDir static Path directory;

  private static TestPlatform platform;
  private static ServerProcess node;

  @BeforeAll
  static void startANodeWhoseClockCanJump() throws IOException {
    Optional<Path> library = LIBRARIES.stream().filter(Files::exists).findFirst();
    assumeTrue(library.isPresent(), "libfaketime is not installed: apt-get install faketime");
    write("+0");
    platform = new TestPlatform();
    node =
        new ServerProcess(
                directory.resolve("node"),
                Map.of(
                    "LD_PRELOAD",
                    library.orElseThrow().toString(),
                    "FAKETIME_TIMESTAMP_FILE",
                    clock().toString(),
                    "FAKETIME_NO_CACHE",
                    "1",
                    // Otherwise every timed wait of the JVM returns at once, and it waits in a
                    // loop.
                    "FAKETIME_FORCE_MONOTONIC_FIX",
                    "0",
                    "FAKETIME_DONT_FAKE_MONOTONIC",
                    "1",
                    "REMITFLEX_DATABASE_URL",
                    platform.url(),
                    "REMITFLEX_SECRETS_DIR",
                    TestDatabase.secretsDirectory().toString(),
                    "REMITFLEX_RATE_LIMIT_PER_MINUTE",
                    "0",
                    "REMITFLEX_SANDBOX_PENDING_MILLIS",
                    "3600000"))
            .start();
  }

  @AfterAll
  static void stop() {
    Stream.of(Optional.ofNullable(node), Optional.ofNullable(platform))
        .flatMap(Optional::stream)
        .forEach(ClockJumpTest::close);
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theClockOfTheNodeReallyJumps() throws IOException {
    IssuedKey key = usedKey();
    set("+3600");
    try {
      String date = client(key).get(BALANCES).header("Date").orElseThrow();
      set("+0");
      assertThat(client(key).get(BALANCES).header("Date").orElseThrow().substring(17, 19))
          .isNotEqualTo(date.substring(17, 19));
    } finally {
      set("+0");
    }
  }

  @Test
  void aKeyThatIsRevokedWhileTheNodesClockJumpsIsRejected() throws IOException {
    for (String jump : List.of("+3600", "-3600")) {
      IssuedKey revoked = usedKey();
      IssuedKey good = usedKey();
      set(jump);
      try {
        assertThat(client(revoked).get(BALANCES).status()).isEqualTo(200);
        RevokedKey receipt = platform.keys().revoke(revoked.key().id()).orElseThrow();

        assertRefused(revoked);
        assertThat(receipt.receipt().nodesTotal()).isEqualTo(1);
        assertThat(client(good).get(BALANCES).status()).as(jump).isEqualTo(200);
        assertThat(client(good).post("/v1/payments", PAYMENT).status()).as(jump).isEqualTo(201);
      } finally {
        set("+0");
      }
      assertRefused(revoked);
      assertThat(client(good).get(BALANCES).status()).as("after " + jump).isEqualTo(200);
    }
  }

  /** What the database wrote before its clock jumped is then an hour old, or an hour ahead. */
  @Test
  void aKeyThatIsRevokedWhileTheDatabasesClockJumpsIsRejected() {
    for (String jump : List.of("+ interval '1 hour'", "- interval '1 hour'")) {
      IssuedKey revoked = usedKey();
      IssuedKey good = usedKey();
      platform
          .database()
          .use(handle -> handle.execute("UPDATE node SET renewed_at = renewed_at " + jump));
      platform.keys().revoke(revoked.key().id()).orElseThrow();

      assertRefused(revoked);
      assertThat(client(good).get(BALANCES).status()).as(jump).isEqualTo(200);
    }
  }

  private static IssuedKey usedKey() {
    IssuedKey key = platform.newKey(platform.newAccount(), Scope.WRITE);
    assertThat(client(key).get(BALANCES).status()).isEqualTo(200);
    return key;
  }

  private static void assertRefused(IssuedKey key) {
    assertThat(client(key).get(BALANCES).errorCode()).isEqualTo("API_KEY_REVOKED");
    assertThat(client(key).post("/v1/payments", PAYMENT).errorCode()).isEqualTo("API_KEY_REVOKED");
  }

  private static ApiClient client(IssuedKey key) {
    return new ApiClient(node.port(), key.secret());
  }

  private static Path clock() {
    return directory.resolve("clock");
  }

  /** Sets the node's clock, and waits until the node has noticed. */
  private static void set(String offset) throws IOException {
    write(offset);
    Duration jump = Duration.ofSeconds(Long.parseLong(offset));
    Await.until(
        "the clock of the node is off by " + offset + " s",
        () ->
            Duration.between(Instant.now().plus(jump), nodesClock())
                    .abs()
                    .compareTo(Duration.ofMinutes(10))
                < 0);
  }

  private static Instant nodesClock() {
    String date =
        new ApiClient(node.port(), "").getWithoutKey("/healthz").header("Date").orElseThrow();
    return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }

  private static void write(String offset) throws IOException {
    Files.writeString(clock(), offset + "\n");
  }
}
