package com.remitflex.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.testing.TestPlatform;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A check that cannot fail is worth nothing: each way to change a log is tried and found. */
class AuditCheckTest {
  private static TestPlatform platform;
  private static String account;

  @BeforeAll
  static void write() {
    platform = new TestPlatform();
    account = platform.newAccount().accountId();
    platform.newAccount();
    Actor actor = Actor.apiKey("key_x", new Client("192.0.2.7", Optional.of("curl/8"), "req_x"));
    for (String name : List.of("a", "b", "c", "d")) {
      platform
          .database()
          .inTransaction(handle -> {
            platform
                .trail()
                .append(
                    handle,
                    new HeadId(account, Environment.SANDBOX),
                    AuditAction.of(
                        actor, "api_key.created", "key_" + name, Json.object().put("name", name)));
            return name;
          });
    }
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  @Test
  void writtenChainHasNoViolation() {
    platform.assertWhole();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '"',
      value = {
        "environment ~ 'live'",
        "environment ~ NULL",
        "created_at ~ created_at + interval '1 microsecond'",
        "actor ~ 'user'",
        "actor_id ~ 'key_y'",
        "actor_id ~ NULL",
        "action ~ 'api_key.createe'",
        "subject ~ subject || ' '",
        "ip ~ '192.0.2.8'",
        "ip ~ NULL",
        "user_agent ~ E'curl\\t8'",
        "user_agent ~ ''",
        "user_agent ~ NULL",
        "request_id ~ NULL",
        "details ~ (details::text || ' ')::json",
        "details ~ '{}'"
      })
  void aColumnOfOneEntryThatWasChangedIsFound(String column, String value) {
    assertThat(
            platform.violationsAfter(
                "UPDATE audit_entry SET " + column + " = " + value + " WHERE " + entry(3)))
        .containsExactly(
            account + " audit entry 3: hash does not match the content: a column was changed");
  }

  /** The address and the name of the client change places: the same bytes, other columns. */
  @Test
  void bytesThatMovedFromOneColumnToTheNextAreFound() {
    assertFound(
        "audit entry 3: hash does not match the content",
        "UPDATE audit_entry SET ip = ip || user_agent, user_agent = '' WHERE " + entry(3));
    assertFound(
        "audit entry 3: hash does not match the content",
        "UPDATE audit_entry SET action = action || subject, subject = '' WHERE " + entry(3));
  }

  @Test
  void everyByteOfAHashIsChecked() {
    for (int at = 0; at < 32; at++) {
      String flipped = "set_byte(%s, " + at + ", get_byte(%<s, " + at + ") # 1)";
      assertFound(
          "audit entry 3: hash does not match the content",
          "UPDATE audit_entry SET hash = " + flipped.formatted("hash") + " WHERE " + entry(3));
      assertFound(
          "audit entry 3: previous_hash does not match the entry before",
          "UPDATE audit_entry SET previous_hash = "
              + flipped.formatted("previous_hash")
              + " WHERE "
              + entry(3));
      assertFound(
          "audit head at entry 5: the seal is not valid",
          "UPDATE audit_head SET seal = " + flipped.formatted("seal") + " WHERE " + whose());
      assertFound(
          "audit entry 5: hash does not match the head",
          "UPDATE audit_head SET hash = " + flipped.formatted("hash") + " WHERE " + whose());
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "2, 4"})
  void entriesThatWereRemovedAreFound(int from, int to) {
    assertFound(
        "audit entries " + from + " to " + to + " are missing",
        "DELETE FROM audit_entry WHERE seq BETWEEN " + from + " AND " + to + " AND " + whose());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void removedLastEntriesAreFound(int from) {
    assertFound(
        "audit head is at entry 5, the log ends at " + (from - 1),
        "DELETE FROM audit_entry WHERE seq >= " + from + " AND " + whose());
  }

  @Test
  void entriesThatWereSwappedAreFound() {
    assertFound(
        "audit entry 3: hash does not match the content",
        "UPDATE audit_entry SET seq = 30 WHERE " + entry(3),
        "UPDATE audit_entry SET seq = 3 WHERE " + entry(4),
        "UPDATE audit_entry SET seq = 4 WHERE seq = 30 AND " + whose());
  }

  @Test
  void anEntryThatWasMovedToAnotherAccountIsFound() {
    List<String> found =
        platform.violationsAfter(
            "UPDATE audit_entry SET seq = 2, account_id = (SELECT id FROM account WHERE id <> '"
                + account
                + "') WHERE "
                + entry(5));
    assertThat(found)
        .anyMatch(line -> line.contains("audit entry 2: hash does not match the content"));
    assertThat(found).anyMatch(line -> line.contains(account + " audit head is at entry 5"));
  }

  @Test
  void missingHeadIsFoundWithAndWithoutItsEntries() {
    assertFound("has no audit head", "DELETE FROM audit_head WHERE " + whose());
    assertFound(
        "has no audit head",
        "DELETE FROM audit_head WHERE " + whose(),
        "DELETE FROM audit_entry WHERE " + whose());
  }

  /** Who can write every table but has not the pepper rebuilds the chain, and fails at the seal. */
  @Test
  void aChainThatWasRebuiltWithoutThePepperIsFound() {
    List<String> statements = new ArrayList<>();
    AuditHead head =
        new AuditHead(
            account, 0, AuditChain.firstHash(), java.time.Instant.EPOCH, new byte[0], List.of());
    AuditChain forger = new AuditChain(new KeyHasher(new byte[32]));
    java.time.Instant now = java.time.Instant.parse("2026-11-24T04:01:48.268Z");
    for (int i = 0; i < 2; i++) {
      head =
          forger.append(
              head,
              Optional.empty(),
              AuditAction.of(Actor.platform(), "account.created", account),
              now);
    }
    statements.add("DELETE FROM audit_entry WHERE " + whose());
    for (AuditEntry e : head.added()) {
      statements.add(
          "INSERT INTO audit_entry (account_id, seq, created_at, actor, action, subject, details,"
              + " previous_hash, hash) VALUES ('"
              + account
              + "', "
              + e.seq()
              + ", '"
              + now
              + "', 'platform', 'account.created', '"
              + account
              + "', '{}', "
              + bytes(e.previousHash())
              + ", "
              + bytes(e.hash())
              + ")");
    }
    statements.add(
        "UPDATE audit_head SET seq = 2, created_at = '"
            + now
            + "', hash = "
            + bytes(head.hash())
            + ", seal = "
            + bytes(head.seal())
            + " WHERE "
            + whose());

    assertThat(platform.violationsAfter(statements.toArray(String[]::new)))
        .containsExactly(account + " audit head at entry 2: the seal is not valid");
  }

  @Test
  void aHeadWithTheSealOfAnotherAccountIsFound() {
    assertFound(
        "the seal is not valid",
        "UPDATE audit_head SET seal = (SELECT seal FROM audit_head"
            + " WHERE seq > 0 AND account_id <> '"
            + account
            + "') WHERE "
            + whose());
    assertFound("the seal is not valid", "UPDATE audit_head SET seal = '' WHERE " + whose());
  }

  @Test
  void unknownEnvironmentOrActorIsFound() {
    assertFound(
        "unknown environment or actor",
        "ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_environment_check",
        "UPDATE audit_entry SET environment = 'test' WHERE seq = 1 AND " + whose());
  }

  private static String bytes(byte[] value) {
    return "'\\x" + HexFormat.of().formatHex(value) + "'";
  }

  private static String whose() {
    return "account_id = '" + account + "'";
  }

  private static String entry(int seq) {
    return "seq = " + seq + " AND " + whose();
  }

  private static void assertFound(String message, String... faults) {
    assertThat(platform.violationsAfter(faults)).anyMatch(line -> line.contains(message));
  }

  /** Set back to an earlier end together with its seal: only what was kept elsewhere shows it. */
  @Test
  void rolledBackChainContradictsItsWitness() {
    String kept =
        platform.database().with(AuditTrail::witnesses).stream()
            .filter(line -> line.contains(account))
            .findFirst()
            .orElseThrow();
    String log = "{\"formattedMessage\":\"audit-head acc_x 0 00; " + kept + "\"}";
    assertThat(compare("", kept, log)).isEqualTo(new AuditTrail.Compared(2, List.of()));

    String other = kept.replaceAll("[0-9a-f]{64}$", "ab".repeat(32));
    assertThat(compare(other).contradictions())
        .singleElement()
        .asString()
        .contains(account, "differs from the recorded one");

    List<String> found =
        platform
            .database()
            .with(handle -> {
              handle.begin();
              try {
                handle.execute("SET LOCAL session_replication_role = replica");
                AuditHead before = AuditStore.heads(handle).getFirst();
                platform
                    .trail()
                    .append(
                        handle,
                        before.accountId(),
                        AuditAction.of(Actor.operator(), "account.verified", before.accountId()));
                String end =
                    AuditTrail.witnesses(handle).stream()
                        .filter(line -> line.contains(before.accountId()))
                        .findFirst()
                        .orElseThrow();
                handle.execute(
                    "DELETE FROM audit_entry WHERE account_id = ? AND seq > ?",
                    before.accountId(),
                    before.seq());
                handle.execute(
                    "UPDATE audit_head SET seq = ?, hash = ?, created_at = ?::timestamptz,"
                        + " seal = ? WHERE account_id = ?",
                    before.seq(),
                    before.hash(),
                    before.createdAt().toString(),
                    before.seal(),
                    before.accountId());
                assertThat(platform.trail().violations(handle))
                    .as("nothing in the tables")
                    .isEmpty();
                return AuditTrail.compare(handle, Stream.of(end)).contradictions();
              } finally {
                handle.rollback();
              }
            });
    assertThat(found).singleElement().asString().contains("is missing: the chain was rolled back");
  }

  private static AuditTrail.Compared compare(String... lines) {
    return platform.database().with(handle -> AuditTrail.compare(handle, Stream.of(lines)));
  }
}
