package com.remitflex.spending;

import com.remitflex.accounts.HeadId;
import com.remitflex.corridors.Rates;
import com.remitflex.engine.Caller;
import com.remitflex.engine.Effects;
import com.remitflex.engine.Needs;
import com.remitflex.engine.State;
import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import com.remitflex.keys.ApiKey;
import com.remitflex.keys.KeyLimits;
import com.remitflex.money.Money;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The money limits of keys, counted in the transaction of what they limit. An amount in another
 * currency than the limit's counts at the platform's rate, rounded up; fees do not count. The day
 * is the database's, in UTC.
 */
public final class KeySpending {
  private KeySpending() {}

  /** To be asked for by whatever sends money for a caller. */
  public static void needs(Needs needs, Caller caller, String objectId) {
    if (caller.principal().hasMoneyLimits()) {
      needs.row(DayStore.BOOK, day(caller));
      needs.newRow(ShareStore.BOOK, new ShareKey(caller.head(), objectId));
    }
  }

  /** LIMIT_EXCEEDED, when this amount would pass a limit of the caller's key. */
  public static Optional<ApiError> refusal(State state, Caller caller, Money amount, Rates rates) {
    KeyLimits limits = limits(state, caller);
    return limits
        .perPayment()
        .filter(limit -> worth(amount, limit, rates) > limit.minor())
        .map(limit ->
            ApiError.at(
                "amount",
                ErrorCode.LIMIT_EXCEEDED,
                "This API key may send at most " + limit + " at once. Nothing was debited."))
        .or(() -> limits.perDay().flatMap(limit -> overDay(state, caller, amount, limit, rates)));
  }

  private static Optional<ApiError> overDay(
      State state, Caller caller, Money amount, Money limit, Rates rates) {
    long left = limit.minor() - spent(state, caller);
    if (worth(amount, limit, rates) <= left) {
      return Optional.empty();
    }
    return Optional.of(
        ApiError.at(
            "amount",
            ErrorCode.LIMIT_EXCEEDED,
            "This API key may send at most "
                + limit
                + " a day (UTC); "
                + new Money(limit.currency(), Math.max(0, left))
                + " is left today. Nothing was debited."));
  }

  /** Counts an amount that {@link #refusal} let pass, in the name of what sends it. */
  public static void take(
      State state, Effects effects, Caller caller, String objectId, Money amount, Rates rates) {
    limits(state, caller)
        .perDay()
        .ifPresent(limit -> {
          long worth = worth(amount, limit, rates);
          LocalDate today = today(state, caller.head());
          DayKey key = day(caller);
          effects
              .put(DayStore.BOOK, key, new Day(key, today, spent(state, caller) + worth))
              .put(
                  ShareStore.BOOK,
                  new ShareKey(caller.head(), objectId),
                  new Share(new ShareKey(caller.head(), objectId), key.keyId(), today, worth));
        });
  }

  /** To be asked for by whatever can send money back. */
  public static void needsShare(Needs needs, HeadId head, String objectId) {
    needs.row(ShareStore.BOOK, new ShareKey(head, objectId));
  }

  /** Gives back what an object took of its key's day; on a later day that changes nothing. */
  public static void giveBack(State state, Effects effects, HeadId head, String objectId) {
    ShareKey key = new ShareKey(head, objectId);
    state
        .find(ShareStore.BOOK, key)
        .ifPresent(share ->
            effects
                .remove(ShareStore.BOOK, key)
                .count(
                    DayStore.GIVEN_BACK,
                    new DayStore.Back(new DayKey(head, share.keyId()), share.day()),
                    share.amount()));
  }

  /** Sums of keys that do not fit what their payments took, a line each. */
  public static List<String> violations(Handle handle) {
    return DayStore.violations(handle);
  }

  private static KeyLimits limits(State state, Caller caller) {
    return caller.principal().hasMoneyLimits()
        ? state.key(caller.principal().keyId()).map(ApiKey::limits).orElse(KeyLimits.NONE)
        : KeyLimits.NONE;
  }

  private static long spent(State state, Caller caller) {
    LocalDate today = today(state, caller.head());
    return state
        .find(DayStore.BOOK, day(caller))
        .filter(day -> day.date().equals(today))
        .map(Day::spent)
        .orElse(0L);
  }

  private static long worth(Money amount, Money limit, Rates rates) {
    return amount.currency() == limit.currency()
        ? amount.minor()
        : amount
            .convertUp(rates.rate(amount.currency(), limit.currency()), limit.currency())
            .minor();
  }

  private static LocalDate today(State state, HeadId head) {
    return state.now(head).atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private static DayKey day(Caller caller) {
    return new DayKey(caller.head(), caller.principal().keyId());
  }
}
