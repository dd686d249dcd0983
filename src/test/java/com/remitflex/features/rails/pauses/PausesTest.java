package com.remitflex.features.rails.pauses;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.secrets.PepperMac;
import com.remitflex.testing.Await;
import com.remitflex.testing.TestPlatform;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The switches that stop rails, on two nodes, and against someone who can write the table. */
class PausesTest {
  private static final PauseTarget BASE = PauseTarget.rail("base");
  private static final PauseTarget ALL = PauseTarget.everything();

  private TestPlatform platform;
  private Database otherDatabase;
  private Pauses pauses;
  private Pauses otherNode;

  @BeforeEach
  void open() {
    platform = new TestPlatform();
    platform.newAccount();
    pauses = new Pauses(platform.database(), platform.trail());
    otherDatabase = Database.open(platform.url());
    PepperMac.use(otherDatabase, platform.hasher());
    otherNode = new Pauses(otherDatabase, platform.trail());
  }

  @AfterEach
  void close() {
    otherDatabase.close();
    platform.assertWhole();
    platform.close();
  }

  private Paused pause(PauseTarget target, PauseCause cause) {
    return pauses.pause(target, cause, "a reason", Actor.operator()).orElseThrow();
  }

  private Resumed resume(PauseTarget target, PauseCause cause) {
    return pauses.resume(target, cause, "looked at it", Actor.operator()).orElseThrow();
  }

  private void execute(String sql) {
    platform.database().use(handle -> handle.execute(sql));
  }

  private List<String> audited() {
    return platform
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT action FROM audit_entry WHERE account_id = 'platform' ORDER BY seq")
                .mapTo(String.class)
                .list());
  }

  private List<String> violations() {
    return platform.database().with(Pauses::violations);
  }

  private void awaitOnBothNodes(String rail, boolean isPaused) {
    for (Pauses node : List.of(pauses, otherNode)) {
      Await.until(
          rail + " is paused: " + isPaused,
          Duration.ofSeconds(1),
          () -> node.isPaused(rail) == isPaused);
    }
  }

  @Test
  void nothingIsPausedAtFirst() {
    assertThat(pauses.isPaused("base")).isFalse();
    assertThat(pauses.state().pauses()).isEmpty();
    assertThat(violations()).isEmpty();
  }

  @Test
  void aPauseHoldsOnEveryNodeForItsRailOnly() {
    assertThat(otherNode.isPaused("base")).isFalse();

    pause(BASE, PauseCause.OPERATOR);

    awaitOnBothNodes("base", true);
    assertThat(otherNode.isPaused("sandbox")).isFalse();
    resume(BASE, PauseCause.OPERATOR);
    awaitOnBothNodes("base", false);
    assertThat(audited()).containsExactly("rail.paused", "rail.resumed");
  }

  @Test
  void everythingIncludesRailsThatAreConfiguredLater() {
    pause(ALL, PauseCause.OPERATOR);

    awaitOnBothNodes("base", true);
    awaitOnBothNodes("a-new-network", true);
  }

  /** An alarm repeats itself at each block. */
  @Test
  void whatIsPausedTwiceKeepsItsFirstReasonAndIsRecordedOnce() {
    Actor someone =
        Actor.user(
            "usr_01M85VF36EVWJ8ZAB62EHGK2J3",
            new Client("10.0.0.7", Optional.of("agent"), "req_1"));
    Paused first =
        pauses.pause(BASE, PauseCause.RECONCILIATION, "3 USDC left", someone).orElseThrow();
    Paused second = pause(BASE, PauseCause.RECONCILIATION);

    assertThat(first.isNew()).isTrue();
    assertThat(second).isEqualTo(new Paused(first.pause(), false));
    assertThat(second.pause().reason()).isEqualTo("3 USDC left");
    assertThat(second.pause().by()).isEqualTo("usr_01M85VF36EVWJ8ZAB62EHGK2J3");
    assertThat(audited()).containsExactly("rail.paused");
  }

  @Test
  void eachCauseIsLiftedSeparatelyAndTheAnswerSaysWhatRemains() {
    Pause operators = pause(BASE, PauseCause.OPERATOR).pause();
    Pause alarm = pause(BASE, PauseCause.RECONCILIATION).pause();
    Pause restore = pause(ALL, PauseCause.RESTORE).pause();

    assertThat(resume(BASE, PauseCause.OPERATOR))
        .isEqualTo(new Resumed(true, List.of(alarm, restore)));
    assertThat(resume(BASE, PauseCause.OPERATOR))
        .isEqualTo(new Resumed(false, List.of(alarm, restore)));
    awaitOnBothNodes("base", true);
    assertThat(resume(ALL, PauseCause.RESTORE)).isEqualTo(new Resumed(true, List.of()));
    assertThat(pauses.state().of("base")).containsExactly(alarm);
    assertThat(resume(BASE, PauseCause.RECONCILIATION)).isEqualTo(new Resumed(true, List.of()));
    awaitOnBothNodes("base", false);
    assertThat(operators.cause()).isEqualTo(PauseCause.OPERATOR);
  }

  @Test
  void twoPausesAtTheSameTimeBothHold() throws InterruptedException {
    Thread one = Thread.ofPlatform().start(() -> pause(BASE, PauseCause.OPERATOR));
    Thread two =
        Thread.ofPlatform()
            .start(() -> {
              var _ =
                  otherNode
                      .pause(ALL, PauseCause.RECONCILIATION, "differs", Actor.platform())
                      .orElseThrow();
            });
    one.join();
    two.join();

    assertThat(pauses.state().pauses()).hasSize(2);
    assertThat(violations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "\n"})
  void aReasonIsRequired(String reason) {
    assertThat(pauses.pause(BASE, PauseCause.OPERATOR, reason, Actor.operator()))
        .isInstanceOf(Result.Rejected.class);
    assertThat(pauses.resume(BASE, PauseCause.OPERATOR, reason, Actor.operator()))
        .isInstanceOf(Result.Rejected.class);
    assertThat(pauses.pause(BASE, PauseCause.OPERATOR, "x".repeat(301), Actor.operator()))
        .isInstanceOf(Result.Rejected.class);
    assertThat(pauses.state().pauses()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE rail_pause SET pauses = '[]'",
        "UPDATE rail_pause SET pauses = '[]', version = 0, row_mac = NULL",
        "UPDATE rail_pause SET row_mac = NULL",
        "DELETE FROM rail_pause",
        "UPDATE rail_pause SET version = version + 1",
        "UPDATE rail_pause r SET version = b.version, pauses = b.pauses, row_mac = b.row_mac"
            + " FROM before_pause b"
      })
  void whoeverChangesTheRowStopsEverythingAndIsFound(String change) {
    pause(PauseTarget.rail("demo"), PauseCause.OPERATOR);
    resume(PauseTarget.rail("demo"), PauseCause.OPERATOR);
    execute("CREATE TABLE before_pause AS SELECT * FROM rail_pause");
    pause(BASE, PauseCause.OPERATOR);

    execute(change);

    awaitOnBothNodes("base", true);
    awaitOnBothNodes("sandbox", true);
    assertThat(violations()).singleElement().asString().contains("everything is paused");

    // The operator's pause is known from the audit log, and still holds.
    assertThat(resume(ALL, PauseCause.DAMAGE)).isEqualTo(new Resumed(true, List.of()));
    awaitOnBothNodes("sandbox", false);
    awaitOnBothNodes("base", true);
    assertThat(violations()).isEmpty();
  }

  @Test
  void aPauseDuringTheDamageDoesNotHideIt() {
    execute("DELETE FROM rail_pause");
    pause(BASE, PauseCause.OPERATOR);

    assertThat(pauses.state().of("sandbox"))
        .extracting(Pause::cause)
        .containsExactly(PauseCause.DAMAGE);
  }

  @Test
  void withoutTheDatabaseNothingIsBegun() {
    otherDatabase.close();

    assertThat(otherNode.isPaused("base")).isTrue();
  }

  @Test
  void aRestoreStopsEverythingAndTwoRestoresToo() {
    Pauses.afterRestore(platform.database(), platform.trail());
    Pauses.afterRestore(platform.database(), platform.trail());

    assertThat(pauses.state().of("sandbox"))
        .extracting(Pause::cause)
        .containsExactly(PauseCause.RESTORE);
  }

  @Test
  void theChainOfThePlatformIsPartOfTheAuditLog() {
    pause(BASE, PauseCause.OPERATOR);

    assertThat(platform.database().with(AuditTrail::witnesses))
        .anyMatch(line -> line.startsWith("audit-head platform 1 "));
    assertThat(platform.violationsAfter("DELETE FROM audit_head WHERE account_id = 'platform'"))
        .contains("platform has no audit head");
  }
}
