package com.remitflex.features.rails.signer;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.rails.signer.service.LocalSigner;
import com.remitflex.testing.Seeded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random payouts, sweeps, cancellations, restarts, crashes in the middle of a line and jumps of the
 * clock, compared with a model that only knows what the signer has returned.
 */
class SignerModelTest {
  private static final long PER_TRANSACTION = 1_000_000_000;
  private static final long PER_DAY = 2_500_000_000L;

  @TempDir private Path directory;

  private final int steps = Seeded.cases(1_500, 100_000);

  /** So many that not all are cancelled early, and so few that each comes again. */
  private final int nonces = steps / 4;

  private final Random random = Seeded.random(SignerModelTest.class);
  private final SettableClock clock = new SettableClock(Instant.parse("2027-01-31T12:00:00Z"));

  /** What was signed with a nonce: a text that names everything but the window. */
  private final Map<Long, String> signed = new HashMap<>();

  private final Map<Long, Boolean> cancelled = new HashMap<>();
  private final Map<String, Long> totals = new HashMap<>();
  private String lastDay = "";
  private int signatures;
  private int rejections;

  @Test
  void noNonceAuthorizesTwoPaymentsAndNoDayIsAboveItsCeiling() throws IOException {
    TestSigner files = TestSigner.create(directory.resolve("signer"));
    LocalSigner signer = files.open(clock);
    for (int i = 0; i < steps; i++) {
      int kind = random.nextInt(100);
      if (kind < 60) {
        payout(signer);
      } else if (kind < 75) {
        sweep(signer);
      } else if (kind < 80) {
        cancel(signer);
      } else if (kind < 94) {
        clock.move(Duration.ofMinutes(random.nextInt(-600, 700)));
      } else {
        signer.close();
        if (random.nextBoolean()) {
          tear(files.log());
        }
        signer = files.open(clock);
      }
    }
    signer.close();
    assertThat(signatures).isGreaterThan(steps / 10);
    assertThat(rejections).isGreaterThan(steps / 20);
    assertThat(totals.values()).allMatch(total -> total <= PER_DAY).isNotEmpty();
  }

  /** What a crash leaves while a line is written, whose signature nobody got. */
  private void tear(Path log) throws IOException {
    byte[] whole = Files.readAllBytes(log);
    byte[] more = Arrays.copyOf(whole, whole.length + 1 + random.nextInt(300));
    for (int i = whole.length; i < more.length; i++) {
      more[i] = (byte) (random.nextInt(4) == 0 ? 0 : 'a' + random.nextInt(26));
    }
    Files.write(log, more);
  }

  private void payout(LocalSigner signer) {
    long nonce = random.nextInt(nonces);
    long amount = 1 + random.nextLong(PER_TRANSACTION + PER_TRANSACTION / 20);
    if (random.nextInt(3) == 0) {
      amount = 1_000_000 * (1 + nonce % 200);
    }
    check(
        signer.signPayout(TestSigner.payout(clock, nonce, amount)), nonce, "to " + amount, amount);
  }

  private void sweep(LocalSigner signer) {
    long nonce = random.nextInt(nonces + nonces / 10);
    int index = random.nextInt(3);
    PayoutAuthorization like = TestSigner.payout(clock, nonce, 1_000 + random.nextInt(2));
    SweepAuthorization sweep =
        new SweepAuthorization(
            like.method(),
            like.chainId(),
            like.token(),
            index,
            like.amountMinor(),
            like.window(),
            like.nonce());
    check(signer.signSweep(sweep), nonce, "from " + index + " " + like.amountMinor(), 0);
  }

  private void check(SignerReply<SignedAuthorization> reply, long nonce, String what, long counts) {
    switch (reply) {
      case SignerReply.Done<SignedAuthorization> _ -> {
        signatures++;
        assertThat(cancelled).doesNotContainKey(nonce);
        String before = signed.putIfAbsent(nonce, what);
        assertThat(before).as("the nonce " + nonce).isIn(null, what);
        assertThat(counts).isLessThanOrEqualTo(PER_TRANSACTION);
        lastDay = day();
        if (before == null) {
          totals.merge(day(), counts, Long::sum);
        }
        assertThat(totals.getOrDefault(day(), 0L)).isLessThanOrEqualTo(PER_DAY);
      }
      case SignerReply.Rejected<SignedAuthorization>(var code, var reason) -> {
        rejections++;
        assertThat(isExpected(code, nonce, what, counts)).as(code + ": " + reason).isTrue();
      }
      case SignerReply.Unavailable<SignedAuthorization>(var reason) ->
          throw new AssertionError(reason);
    }
  }

  private boolean isExpected(SignerErrorCode code, long nonce, String what, long counts) {
    return switch (code) {
      case NONCE_USED -> !what.equals(signed.get(nonce));
      case NONCE_CANCELLED -> cancelled.containsKey(nonce);
      case ABOVE_TRANSACTION_CEILING -> counts > PER_TRANSACTION;
      case ABOVE_DAY_CEILING ->
          !signed.containsKey(nonce) && totals.getOrDefault(day(), 0L) + counts > PER_DAY;
      default -> false;
    };
  }

  /** A day that was signed in is never followed by an earlier one. */
  private String day() {
    String today = clock.instant().toString().substring(0, 10);
    return today.compareTo(lastDay) > 0 ? today : lastDay;
  }

  private void cancel(LocalSigner signer) {
    long nonce = random.nextInt(nonces);
    Cancellation request =
        new Cancellation(
            TestSigner.CHAIN,
            TestSigner.TOKEN,
            java.util.Optional.empty(),
            TestSigner.nonce(nonce));
    switch (signer.signCancellation(request)) {
      case SignerReply.Done<SignedAuthorization> _ -> {
        assertThat(signed.getOrDefault(nonce, "to")).startsWith("to");
        // A repetition is not in the signer's log, so that its day does not begin a new one.
        if (cancelled.put(nonce, true) == null) {
          lastDay = day();
        }
      }
      case SignerReply.Rejected<SignedAuthorization>(var code, var reason) -> {
        assertThat(code).as(reason).isEqualTo(SignerErrorCode.NONCE_USED);
        assertThat(signed.get(nonce)).startsWith("from");
      }
      case SignerReply.Unavailable<SignedAuthorization>(var reason) ->
          throw new AssertionError(reason);
    }
  }
}
