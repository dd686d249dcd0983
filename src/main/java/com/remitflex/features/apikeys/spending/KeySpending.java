package com.remitflex.features.apikeys.spending;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.features.apikeys.KeyStatuses;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.PepperMac;
import java.sql.Connection;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The money limits of keys. What a payment uses of a limit is written in the payment's own
 * transaction. An amount in another currency than the limit's counts by {@link CurrentRates#worth},
 * rounded up; fees do not count. The day is the database's date in UTC. Each row has a MAC under
 * the pepper (decision 0021).
 */
public final class KeySpending {
  private static final Logger LOG = LoggerFactory.getLogger(KeySpending.class);

  private KeySpending() {}

  /** Prefetches the rows for a command that sends money for a caller. */
  public static void prefetch(ReadSet reads, Caller caller, String objectId) {
    if (hasMoneyLimits(caller)) {
      reads.row(DailySumStore.ROWS, day(caller));
      reads.newRow(LimitUsageStore.ROWS, new LimitUsageKey(caller.head(), objectId));
    }
  }

  /**
   * LIMIT_EXCEEDED, when this amount exceeds a limit of the caller's key; SERVICE_UNAVAILABLE
   * without a current rate to the currency of a limit.
   */
  public static Optional<ApiError> rejection(
      State state, Caller caller, Money amount, CurrentRates rates) {
    KeyLimits limits = limits(state, caller);
    return noRate(limits.perPayment(), amount, rates)
        .or(() -> noRate(limits.perDay(), amount, rates))
        .or(() -> overLimits(state, caller, amount, limits, rates));
  }

  private static Optional<ApiError> noRate(
      Optional<Money> limit, Money amount, CurrentRates rates) {
    return limit
        .map(one -> rates.worth(amount.currency(), one.currency()))
        .flatMap(found ->
            found instanceof Result.Rejected<Rate>(ApiError error)
                ? Optional.of(error)
                : Optional.empty());
  }

  private static Optional<ApiError> overLimits(
      State state, Caller caller, Money amount, KeyLimits limits, CurrentRates rates) {
    return limits
        .perPayment()
        .filter(limit -> worth(amount, limit, rates) > limit.minor())
        .map(limit ->
            ApiError.at(
                "amount",
                ErrorCode.LIMIT_EXCEEDED,
                "This API key may send at most " + limit + " per payment. Nothing was debited."))
        .or(() -> limits.perDay().flatMap(limit -> overDay(state, caller, amount, limit, rates)));
  }

  private static Optional<ApiError> overDay(
      State state, Caller caller, Money amount, Money limit, CurrentRates rates) {
    long left = limit.minor() - spent(state, caller, limit);
    if (worth(amount, limit, rates) <= left) {
      return Optional.empty();
    }
    return Optional.of(
        ApiError.at(
            "amount",
            ErrorCode.LIMIT_EXCEEDED,
            "This API key may send at most "
                + limit
                + " per day (UTC); "
                + new Money(limit.currency(), Math.max(0, left))
                + " is left for today. Nothing was debited."));
  }

  /** Counts an amount without a {@link #rejection} by the same rates as used by this object. */
  public static void use(
      State state,
      Effects effects,
      Caller caller,
      String objectId,
      Money amount,
      CurrentRates rates) {
    limits(state, caller)
        .perDay()
        .ifPresent(limit -> {
          long worth = worth(amount, limit, rates);
          LocalDate today = today(state, caller.head());
          DailySumKey.OfKey key = day(caller);
          effects
              .save(
                  DailySumStore.ROWS,
                  key,
                  DailySum.of(key, today, spent(state, caller, limit) + worth))
              .insert(
                  LimitUsageStore.ROWS,
                  new LimitUsageKey(caller.head(), objectId),
                  LimitUsage.of(
                      new LimitUsageKey(caller.head(), objectId), key.keyId(), today, worth));
        });
  }

  /** Prefetches the rows for a command that may release money. */
  public static void prefetchUsage(ReadSet reads, HeadId head, String objectId) {
    LimitUsageKey key = new LimitUsageKey(head, objectId);
    reads.row(LimitUsageStore.ROWS, key);
    reads.row(DailySumStore.ROWS, new DailySumKey.OfUsage(key));
  }

  /** Restores what an object used of its key's daily limit, if that was on the current day. */
  public static void restore(State state, Effects effects, HeadId head, String objectId) {
    LimitUsageKey key = new LimitUsageKey(head, objectId);
    state
        .find(LimitUsageStore.ROWS, key)
        .ifPresent(usage -> {
          effects.delete(LimitUsageStore.ROWS, key);
          state
              .find(DailySumStore.ROWS, new DailySumKey.OfKey(head, usage.keyId()))
              .filter(day -> day.date().equals(usage.day()))
              .ifPresent(day -> restore(effects, day, usage));
        });
  }

  /** Restores nothing when one of the rows has no valid MAC. */
  private static void restore(Effects effects, DailySum day, LimitUsage usage) {
    if (!usage.authentic()) {
      LOG.error(
          "what {} used of the daily limit of {} was changed outside RemitFlex: its amount is not"
              + " restored",
          usage.key().objectId(),
          usage.keyId());
    } else if (day.authentic()) {
      // An older row that was restored with its MAC may be less than the amount.
      long spent = Math.max(0, day.spent() - usage.amount());
      effects.save(DailySumStore.ROWS, day.key(), DailySum.of(day.key(), day.date(), spent));
    }
  }

  /** Whether there is a row to sign. */
  public static boolean hasRows(Connection connection) {
    return SpendingSignatureStore.hasRows(Jdbi.create(connection).open());
  }

  /**
   * Signs every row that has no MAC, in the transaction of the migration that adds the MACs. At any
   * later time this could sign a forgery.
   */
  public static void signFirst(Connection connection, KeyHasher hasher) {
    Jdbi jdbi = Jdbi.create(connection);
    jdbi.getConfig(PepperMac.class).use(hasher);
    // Not closed: the connection is the migration's.
    SpendingSignatureStore.signUnsigned(jdbi.open());
  }

  /**
   * Signs every row that is signed under an older pepper again; returns the number of rows. Call it
   * outside a transaction, so that it never locks two rows.
   */
  public static int signAgain(Handle handle) {
    return SpendingSignatureStore.signAgain(handle);
  }

  /**
   * One line for each row that was changed outside RemitFlex, and for each daily sum that differs
   * from what the key's payments used.
   */
  public static List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>(SpendingSignatureStore.violations(handle));
    found.addAll(DailySumStore.violations(handle));
    return found;
  }

  private static KeyLimits limits(State state, Caller caller) {
    return caller instanceof Caller.ApiKey key && key.principal().hasMoneyLimits()
        ? KeyStatuses.key(state, key.principal()).map(ApiKey::limits).orElse(KeyLimits.NONE)
        : KeyLimits.NONE;
  }

  private static boolean hasMoneyLimits(Caller caller) {
    return caller instanceof Caller.ApiKey key && key.principal().hasMoneyLimits();
  }

  /** A row without a valid MAC counts as the full limit, on any day. */
  private static long spent(State state, Caller caller, Money limit) {
    LocalDate today = today(state, caller.head());
    return state
        .find(DailySumStore.ROWS, day(caller))
        .filter(day -> !day.authentic() || day.date().equals(today))
        .map(day -> day.authentic() ? day.spent() : limit.minor())
        .orElse(0L);
  }

  private static long worth(Money amount, Money limit, CurrentRates rates) {
    return amount
        .convertUp(rates.worth(amount.currency(), limit.currency()).orElseThrow(), limit.currency())
        .minor();
  }

  private static LocalDate today(State state, HeadId head) {
    return state.now(head).atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private static DailySumKey.OfKey day(Caller caller) {
    // Only an API key has limits.
    return new DailySumKey.OfKey(caller.head(), ((Caller.ApiKey) caller).principal().keyId());
  }
}
