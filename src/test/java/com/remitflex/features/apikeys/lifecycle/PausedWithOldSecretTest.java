package com.remitflex.features.apikeys.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.payments.PaymentCommands;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Callers;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.TestPlatform;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A write whose secret was accepted before a roll, on a node that was paused between there and the
 * account's head.
 */
class PausedWithOldSecretTest {
  private static final Money TEN = new Money(Currency.USDC, 10_000_000);

  private static TestPlatform platform;
  private static Engine node;

  @BeforeAll
  static void open() {
    platform = new TestPlatform();
    node = platform.node().start();
  }

  @AfterEach
  void whole() {
    platform.assertWhole();
  }

  @AfterAll
  static void close() {
    platform.close();
  }

  private static Result<Completed> pay(Principal accepted) {
    return node.run(PaymentCommands.create(Callers.of(accepted), TEN));
  }

  private static void roll(HeadId head, Principal key, int graceSeconds) {
    RollRequest request = RollRequest.of(graceSeconds, false, Optional.empty());
    MintedSecrets.key(platform.keys().roll(key.keyId(), request).orElseThrow().secret());
  }

  private static void assertRevoked(Result<Completed> outcome) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Result.Rejected.class,
            rejected -> assertThat(rejected.error().code()).isEqualTo(ErrorCode.API_KEY_REVOKED));
  }

  @Test
  void cannotCommitAfterARollWithoutGracePeriod() {
    HeadId head = platform.newAccount();
    Principal accepted = platform.newKey(head);

    roll(head, accepted, 0);

    assertRevoked(pay(accepted));
  }

  @Test
  void cannotCommitAfterTheEndOfItsGracePeriod() {
    HeadId head = platform.newAccount();
    Principal accepted = platform.newKey(head);

    roll(head, accepted, 3_600);
    assertThat(pay(accepted)).isInstanceOf(Result.Ok.class);
    platform.keys().endGracePeriods(Caller.operator(head), accepted.keyId()).orElseThrow();

    assertRevoked(pay(accepted));
  }

  @Test
  void endsNoOtherSecretOfTheKey() {
    HeadId head = platform.newAccount();
    Principal accepted = platform.newKey(head);

    roll(head, accepted, 0);
    roll(head, accepted, 3_600);

    assertRevoked(pay(accepted));
    assertThat(pay(secret(accepted, 2))).isInstanceOf(Result.Ok.class);
    assertThat(pay(secret(accepted, 3))).isInstanceOf(Result.Ok.class);
  }

  private static Principal secret(Principal key, long generation) {
    return new Principal(
        key.keyId(),
        key.accountId(),
        key.environment(),
        key.scope(),
        generation,
        Optional.empty(),
        false);
  }
}
