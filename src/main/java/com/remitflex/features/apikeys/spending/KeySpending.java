package com.remitflex.features.apikeys.spending;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.features.apikeys.KeyStatuses;
import com.remitflex.features.corridors.Rates;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.secrets.KeyHasher;
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
 * The money limits of keys, counted in the transaction of what they limit. An amount in another
 * currency than the limit's counts at the platform's rate, rounded up; fees do not count. The day
 * is the database's, in UTC. Each row has a MAC under the pepper (decision 0021).
 */
public final class KeySpending {
  private static final Logger LOG = LoggerFactory.getLogger(KeySpending.class);

  private KeySpending() {}

  /** To be asked for by whatever sends money for a caller. */
  public static void needs(ReadSet needs, Caller caller, String objectId) {
    if (hasMoneyLimits(caller)) {
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
          DayKey.OfKey key = day(caller);
          effects
              .save(DayStore.BOOK, key, Day.of(key, today, spent(state, caller, limit) + worth))
              .insert(
                  ShareStore.BOOK,
                  new ShareKey(caller.head(), objectId),
                  LimitUsage.of(new ShareKey(caller.head(), objectId), key.keyId(), today, worth));
        });
  }

  /** To be asked for by whatever can send money back. */
  public static void needsShare(ReadSet needs, HeadId head, String objectId) {
    ShareKey key = new ShareKey(head, objectId);
    needs.row(ShareStore.BOOK, key);
    needs.row(DayStore.BOOK, new DayKey.OfShare(key));
  }

  /** Gives back what an object took of its key's day; on a later day that changes nothing. */
  public static void giveBack(State state, Effects effects, HeadId head, String objectId) {
    ShareKey key = new ShareKey(head, objectId);
    state
        .find(ShareStore.BOOK, key)
        .ifPresent(share -> {
          effects.delete(ShareStore.BOOK, key);
          state
              .find(DayStore.BOOK, new DayKey.OfKey(head, share.keyId()))
              .filter(day -> day.date().equals(share.day()))
              .ifPresent(day -> giveBack(effects, day, share));
        });
  }

  /** Gives nothing back if one of the rows was changed outside RemitFlex. */
  private static void giveBack(Effects effects, Day day, LimitUsage share) {
    if (!share.authentic()) {
      LOG.error(
          "what {} took of the daily limit of {} was changed outside RemitFlex: nothing is given"
              + " back",
          share.key().objectId(),
          share.keyId());
    } else if (day.authentic()) {
      // An older row that was put back with its MAC may hold less than the share.
      long spent = Math.max(0, day.spent() - share.amount());
      effects.save(DayStore.BOOK, day.key(), Day.of(day.key(), day.date(), spent));
    }
  }

  /** Signs and checks all rows of this database under the pepper from now on. */
  public static void signUnder(Database database, KeyHasher hasher) {
    database.configure(SpendingMac.class, mac -> mac.use(hasher));
  }

  /** Whether there is any row to be signed. */
  public static boolean hasRows(Connection connection) {
    return SpendingSignatureStore.hasRows(Jdbi.create(connection).open());
  }

  /**
   * Signs every row that has no MAC: once, in the transaction of the migration that adds the MACs.
   * At any other time it would sign a forgery.
   */
  public static void signFirst(Connection connection, KeyHasher hasher) {
    Jdbi jdbi = Jdbi.create(connection);
    jdbi.getConfig(SpendingMac.class).use(hasher);
    // Not closed: the connection is the migration's.
    SpendingSignatureStore.signUnsigned(jdbi.open());
  }

  /**
   * Signs under the pepper in use what is signed under an older one; returns how many rows. To be
   * called outside a transaction, so that it never holds two rows.
   */
  public static int signAgain(Handle handle) {
    return SpendingSignatureStore.signAgain(handle);
  }

  /**
   * Rows that were changed outside RemitFlex, and sums of keys that do not fit what their payments
   * took, a line each.
   */
  public static List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>(SpendingSignatureStore.violations(handle));
    found.addAll(DayStore.violations(handle));
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

  /** A sum that was changed outside RemitFlex counts as the whole limit, of whichever day it is. */
  private static long spent(State state, Caller caller, Money limit) {
    LocalDate today = today(state, caller.head());
    return state
        .find(DayStore.BOOK, day(caller))
        .filter(day -> !day.authentic() || day.date().equals(today))
        .map(day -> day.authentic() ? day.spent() : limit.minor())
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

  private static DayKey.OfKey day(Caller caller) {
    // Only an API key has limits.
    return new DayKey.OfKey(caller.head(), ((Caller.ApiKey) caller).principal().keyId());
  }
}
