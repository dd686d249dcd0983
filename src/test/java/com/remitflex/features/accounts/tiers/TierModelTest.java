package com.remitflex.features.accounts.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.Head;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandDecider;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.accounts.Account;
import com.remitflex.features.accounts.Account.Verification;
import com.remitflex.features.accounts.AccountRepositories;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.features.corridors.rates.FixedRates;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Seeded;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The limits of a tier against a model that adds up all payments again: whatever is paid and
 * released at the edges of days and months, the sums are exact and no limit is ever passed.
 */
class TierModelTest {
  private static final HeadId HEAD = new HeadId("acc_00000000000000000000000000", Environment.LIVE);
  private static final Caller CALLER = Caller.platform(HEAD);

  /** A payment of the model. */
  private record Paid(String id, LocalDate day, long cents) {}

  private Instant now = Instant.parse("2027-01-30T20:00:00Z");
  private Verification tier = Verification.KYC;
  private Optional<Sent> sent = Optional.empty();
  private final Map<SentPart.Key, SentPart> parts = new HashMap<>();
  private final List<Paid> paid = new ArrayList<>();
  private int number;
  private int stored;

  private State state() {
    State state = new State(now);
    state.addHead(new Head(HEAD, 1, now.minusSeconds(1)));
    state.addRows(
        AccountRepositories.ACCOUNTS,
        Map.of(HEAD.accountId(), new Account(HEAD.accountId(), "A", tier, now, Optional.empty())));
    state.addRows(SentStore.ROWS, sent.map(one -> Map.of(HEAD, one)).orElse(Map.of()));
    state.addRows(SentPartStore.ROWS, parts);
    return state;
  }

  private void store(State state) {
    sent = state.find(SentStore.ROWS, HEAD);
    for (int i = stored; i < number; i++) {
      SentPart.Key key = new SentPart.Key(HEAD, "pmt_" + i);
      state.find(SentPartStore.ROWS, key).ifPresent(part -> parts.put(key, part));
    }
    stored = number;
    parts.keySet().removeIf(key -> state.find(SentPartStore.ROWS, key).isEmpty());
  }

  private static CurrentRates rates(Instant at) {
    return new FixedRates().at(Environment.LIVE, at);
  }

  /** A command that only uses or restores the limits. */
  private abstract static class Limited implements Command {
    @Override
    public Set<HeadId> heads() {
      return Set.of(HEAD);
    }

    @Override
    public Caller caller() {
      return CALLER;
    }

    @Override
    public void prefetch(ReadSet reads) {}

    @Override
    public Optional<CommandResult> earlierResult(State state) {
      return Optional.empty();
    }

    static Decision done(Effects effects) {
      return new Decision.Accepted(effects, new CommandResult(200, "{}", "pmt"));
    }
  }

  private Command pay(String id, Money amount) {
    return new Limited() {
      @Override
      public Decision decide(State state) {
        CurrentRates rates = rates(state.now(HEAD));
        Optional<ApiError> error = TierLimits.rejection(state, HEAD, amount, rates);
        if (error.isPresent()) {
          return new Decision.Rejected(error.get());
        }
        Effects effects = new Effects();
        TierLimits.use(state, effects, HEAD, id, amount, rates);
        return done(effects);
      }
    };
  }

  private static Command release(String id) {
    return new Limited() {
      @Override
      public Decision decide(State state) {
        Effects effects = new Effects();
        TierLimits.restore(state, effects, HEAD, id);
        return done(effects);
      }
    };
  }

  private LocalDate today() {
    return now.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private long ofDay() {
    return paid.stream().filter(one -> one.day().equals(today())).mapToLong(Paid::cents).sum();
  }

  private long ofMonth() {
    return paid.stream()
        .filter(one -> YearMonth.from(one.day()).equals(YearMonth.from(today())))
        .mapToLong(Paid::cents)
        .sum();
  }

  /** The code that a payment must get; empty when it must be accepted. */
  private Optional<ErrorCode> expected(long cents) {
    if (tier == Verification.NONE) {
      return Optional.of(ErrorCode.KYC_REQUIRED);
    }
    boolean kyc = tier == Verification.KYC;
    if (cents > (kyc ? 10_000_00L : 500_000_00L)) {
      return Optional.of(
          kyc && cents <= 500_000_00L ? ErrorCode.KYB_REQUIRED : ErrorCode.LIMIT_EXCEEDED);
    }
    boolean over =
        ofDay() + cents > (kyc ? 50_000_00L : 2_000_000_00L)
            || (kyc && ofMonth() + cents > 200_000_00L);
    return over ? Optional.of(ErrorCode.LIMIT_EXCEEDED) : Optional.empty();
  }

  private void pay(State state, Random random) {
    boolean euros = random.nextInt(4) == 0;
    long minor =
        random.nextInt(10) == 0
            ? 1 + random.nextLong(600_000_000_000L)
            : 1 + random.nextLong(tier == Verification.KYB ? 400_000_000_000L : 10_000_000_000L);
    Money amount = new Money(euros ? Currency.EURC : Currency.USDC, minor);
    long cents =
        amount
            .convertUp(
                rates(now).worth(amount.currency(), Currency.USD).orElseThrow(), Currency.USD)
            .minor();
    String id = "pmt_" + number++;

    Result<Completed> outcome = CommandDecider.decide(state, pay(id, amount));

    Optional<ErrorCode> code =
        outcome instanceof Result.Rejected<Completed> rejected
            ? Optional.of(rejected.error().code())
            : Optional.empty();
    assertThat(code).as(amount + " as " + tier).isEqualTo(expected(cents));
    if (code.isEmpty()) {
      paid.add(new Paid(id, today(), cents));
    } else if (code.get() == ErrorCode.LIMIT_EXCEEDED && cents <= 10_000_00L) {
      boolean day = ofDay() + cents > 50_000_00L;
      String left =
          day
              ? new Money(Currency.USD, 50_000_00L - ofDay()) + " is left for this day"
              : new Money(Currency.USD, 200_000_00L - ofMonth()) + " is left for this month";
      if (tier == Verification.KYC && ofDay() <= 50_000_00L && ofMonth() <= 200_000_00L) {
        assertThat(((Result.Rejected<Completed>) outcome).error().message()).contains(left);
      }
    }
  }

  @Test
  void theSumsAreExactAndNoLimitIsPassed() {
    Random random = Seeded.random(TierModelTest.class);
    for (int i = 0; i < Seeded.cases(400, 100_000); i++) {
      State state = state();
      int commands = 1 + random.nextInt(6);
      for (int j = 0; j < commands; j++) {
        if (!paid.isEmpty() && random.nextInt(4) == 0) {
          Paid one = paid.get(random.nextInt(paid.size()));
          assertThat(CommandDecider.decide(state, release(one.id()))).isInstanceOf(Result.Ok.class);
          paid.remove(one);
        } else {
          pay(state, random);
        }
      }
      store(state);
      assertThat(sent.map(one -> one.on(today())).map(Sent::dayCents).orElse(0L))
          .isEqualTo(ofDay());
      assertThat(sent.map(one -> one.on(today())).map(Sent::monthCents).orElse(0L))
          .isEqualTo(ofMonth());
      now = now.plus(Duration.ofMinutes(random.nextInt(900)));
      if (random.nextInt(40) == 0) {
        tier = Verification.values()[random.nextInt(3)];
      } else if (random.nextInt(20) == 0) {
        tier = Verification.KYC;
      }
      if (paid.size() > 300) {
        paid.removeIf(
            one -> YearMonth.from(one.day()).isBefore(YearMonth.from(today()).minusMonths(1)));
      }
    }
  }
}
