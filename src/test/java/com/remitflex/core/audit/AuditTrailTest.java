package com.remitflex.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.Engine;
import com.remitflex.core.engine.State;
import com.remitflex.features.activity.audit.AuditFilter;
import com.remitflex.features.activity.audit.AuditLog;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.lists.Order;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.testing.EngineCommands;
import com.remitflex.testing.TestPlatform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Writing the audit log, in the engine and beside it, two nodes on one database. */
class AuditTrailTest {
  private static TestPlatform platform;
  private static Engine node;
  private static Engine other;

  @BeforeAll
  static void open() {
    platform = new TestPlatform();
    node = platform.node().start();
    other = platform.node().start();
  }

  @AfterEach
  void whole() {
    platform.assertWhole();
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  @Test
  void aNewAccountsLogBeginsWithItsOpening() {
    HeadId account = platform.newAccount();

    List<AuditEntry> log = log(account.accountId());

    assertThat(log).hasSize(1);
    AuditEntry first = log.getFirst();
    assertThat(first.seq()).isEqualTo(1);
    assertThat(first.environment()).isEmpty();
    assertThat(first.action().action()).isEqualTo("account.created");
    assertThat(first.action().subject()).isEqualTo(account.accountId());
    assertThat(first.action().actor()).isEqualTo(Actor.operator());
    assertThat(first.previousHash()).containsOnly(0);
  }

  @Test
  void entriesOfOneCommandKeepTheirOrder() {
    HeadId account = platform.newAccount();

    done(node.run(acting(account, "test.one", "test.two", "test.three")));

    assertThat(log(account.accountId()))
        .extracting(entry -> entry.action().action())
        .containsExactly("account.created", "test.one", "test.two", "test.three");
  }

  @Test
  void rejectedCommandLeavesNoEntry() {
    HeadId account = platform.newAccount();
    Command refused =
        command(
            account,
            state -> {
              platform.trail().append(state, new Effects(), account, act("test.refused"));
              return Decision.reject(ErrorCode.NOT_FOUND, "no");
            });

    assertThat(node.run(refused)).isInstanceOf(Result.Rejected.class);

    assertThat(log(account.accountId())).hasSize(1);
  }

  /** One chain, although each environment has its own head and each node its own batches. */
  @Test
  void chainStaysValidUnderConcurrentAppends() {
    List<HeadId> accounts =
        List.of(platform.newAccount(), platform.newAccount(), platform.newAccount());
    List<Callable<Object>> racers = new ArrayList<>();
    for (int i = 0; i < 240; i++) {
      String account = accounts.get(i % 3).accountId();
      HeadId head = new HeadId(account, i % 2 == 0 ? Environment.LIVE : Environment.SANDBOX);
      Engine engine = i % 4 < 2 ? node : other;
      if (i % 8 == 7) {
        racers.add(() -> beside(account, act("test.beside")));
      } else {
        racers.add(() -> engine.run(acting(head, "test.first", "test.second")));
      }
    }

    together(racers);

    for (HeadId account : accounts) {
      List<AuditEntry> log = log(account.accountId());
      assertThat(log).hasSize(1 + 70 * 2 + 10);
      assertThat(log)
          .extracting(AuditEntry::seq)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, log.size()).boxed().toList());
      assertThat(log).isSortedAccordingTo((a, b) -> a.createdAt().compareTo(b.createdAt()));
    }
    assertThat(platform.violations()).isEmpty();
  }

  @Test
  void anEntryIsUndoneWithItsTransaction() {
    String account = platform.newAccount().accountId();

    platform
        .database()
        .use(handle -> {
          handle.begin();
          platform.trail().append(handle, account, act("test.undone"));
          handle.rollback();
        });

    assertThat(log(account)).hasSize(1);
  }

  @Test
  void clientTextsAreStoredWithoutKeysAndShortened() {
    String account = platform.newAccount().accountId();
    String key = ApiKeyText.prefix(Environment.SANDBOX) + "0".repeat(49);
    Actor actor =
        Actor.apiKey(
            "key_x",
            new Client("2001:db8::1", Optional.of("agent\r\n" + key + "é".repeat(1_000)), key));

    beside(account, AuditAction.of(actor, "test.client", "key_x", Json.object().put("name", key)));

    AuditAction kept = log(account).getLast().action();
    assertThat(kept.toString()).doesNotContain(key).contains(ApiKeyText.display(key));
    assertThat(kept.actor().userAgent().orElseThrow()).hasSize(255).startsWith("agent  rf_test_");
    assertThat(kept.actor().ip()).contains("2001:db8::1");
  }

  @Test
  void databaseRejectsChangesOfAnEntry() {
    platform.newAccount();
    for (String sql :
        List.of(
            "UPDATE audit_entry SET action = 'x'",
            "UPDATE audit_entry SET action = 'x' WHERE false",
            "DELETE FROM audit_entry",
            "TRUNCATE audit_entry")) {
      assertThatThrownBy(() -> platform.database().use(handle -> handle.execute(sql)))
          .as(sql)
          .hasMessageContaining("audit_entry is append-only");
    }
  }

  private static AuditAction act(String action) {
    return AuditAction.of(Actor.platform(), action, "subject", Json.object().put("note", "é\"\\"));
  }

  private static Object beside(String account, AuditAction act) {
    return platform
        .database()
        .inTransaction(handle -> {
          platform.trail().append(handle, account, act);
          return act;
        });
  }

  private static List<AuditEntry> log(String account) {
    return new AuditLog(platform.database(), platform.trail())
        .list(
            account, AuditFilter.all(), new PageQuery(Order.OLDEST_FIRST, Optional.empty(), 1_000))
        .items();
  }

  /** A command that does nothing but these entries. */
  private static Command acting(HeadId head, String... actions) {
    return command(
        head,
        state -> {
          Effects effects = new Effects();
          for (String action : actions) {
            platform.trail().append(state, effects, head, act(action));
          }
          return new Decision.Accepted(effects, new CommandResult(200, "{}", "test"));
        });
  }

  private static Command command(HeadId head, Function<State, Decision> decision) {
    return EngineCommands.of(head, needs -> AuditTrail.prefetch(needs, head.accountId()), decision);
  }

  private static void done(Result<Completed> outcome) {
    assertThat(outcome).isInstanceOf(Result.Ok.class);
  }

  private static void together(List<Callable<Object>> racers) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Object>> futures = racers.stream().map(threads::submit).toList();
      for (Future<Object> future : futures) {
        if (future.get() instanceof Result<?> outcome) {
          assertThat(outcome).isInstanceOf(Result.Ok.class);
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
