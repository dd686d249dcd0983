package com.remitflex.features.accounts.tiers;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.accounts.Account.Verification;
import com.remitflex.features.accounts.AccountRepositories;
import com.remitflex.features.corridors.rates.CurrentRates;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.money.Rate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits of live accounts by their tier. What a payment or off-ramp uses of them is written in
 * its own transaction, in US cents at the platform's rate, rounded up; fees do not count. A failed
 * or cancelled one restores it while the day or month lasts. Days and months are the database's, in
 * UTC. In the sandbox nothing is read or written.
 */
public final class TierLimits {
  private static final Logger LOG = LoggerFactory.getLogger(TierLimits.class);

  private TierLimits() {}

  /** Prefetches the rows for a command that sends money of this account. */
  public static void prefetch(ReadSet reads, HeadId head, String objectId) {
    if (isLimited(head)) {
      prefetchVerification(reads, head);
      reads.row(SentStore.ROWS, head);
      reads.newRow(SentPartStore.ROWS, new SentPart.Key(head, objectId));
    }
  }

  /** Prefetches the row for a command that needs a verified account and sends nothing. */
  public static void prefetchVerification(ReadSet reads, HeadId head) {
    if (isLimited(head)) {
      reads.row(AccountRepositories.ACCOUNTS, head.accountId());
    }
  }

  /** KYC_REQUIRED, when the account may do nothing with live money. */
  public static Optional<ApiError> unverified(State state, HeadId head) {
    if (!isLimited(head) || tier(state, head).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(
        ApiError.of(
            ErrorCode.KYC_REQUIRED,
            "This account is not verified, so that it can send no live money. Ask the operator of"
                + " the platform to verify it. Nothing was debited."));
  }

  /**
   * KYC_REQUIRED, KYB_REQUIRED when only a higher tier allows this amount, LIMIT_EXCEEDED with what
   * is left, or SERVICE_UNAVAILABLE without a rate.
   */
  public static Optional<ApiError> rejection(
      State state, HeadId head, Money amount, CurrentRates rates) {
    if (!isLimited(head)) {
      return Optional.empty();
    }
    Optional<ApiError> unverified = unverified(state, head);
    if (unverified.isPresent()) {
      return unverified;
    }
    return switch (rates.worth(amount.currency(), Currency.USD)) {
      case Result.Rejected<Rate> noRate -> Optional.of(noRate.error());
      case Result.Ok<Rate>(Rate rate) ->
          exceeded(state, head, tier(state, head).orElseThrow(), cents(amount, rate));
    };
  }

  private static Optional<ApiError> exceeded(State state, HeadId head, Tier tier, long cents) {
    if (cents > tier.perPayment().minor()) {
      return Optional.of(perPayment(tier, cents));
    }
    Sent sent = sent(state, head);
    if (!sent.authentic()) {
      return over("day", tier.perDay(), tier.perDay().minor(), cents);
    }
    return over("day", tier.perDay(), sent.dayCents(), cents)
        .or(() -> tier.perMonth().flatMap(limit -> over("month", limit, sent.monthCents(), cents)));
  }

  private static ApiError perPayment(Tier tier, long cents) {
    String limit =
        "This account may send at most the equivalent of "
            + tier.perPayment()
            + " per payment. Nothing was debited.";
    return cents <= Tier.highest().perPayment().minor()
        ? ApiError.at(
            "amount",
            ErrorCode.KYB_REQUIRED,
            limit + " A verification of the business (KYB) allows more.")
        : ApiError.at("amount", ErrorCode.LIMIT_EXCEEDED, limit);
  }

  private static Optional<ApiError> over(String period, Money limit, long used, long cents) {
    long left = limit.minor() - used;
    if (cents <= left) {
      return Optional.empty();
    }
    return Optional.of(
        ApiError.at(
            "amount",
            ErrorCode.LIMIT_EXCEEDED,
            "This account may send at most the equivalent of "
                + limit
                + " per "
                + period
                + " (UTC); "
                + new Money(Currency.USD, Math.max(0, left))
                + " is left for this "
                + period
                + ". Nothing was debited."));
  }

  /** Counts an amount without a {@link #rejection} at the same rates as used by this object. */
  public static void use(
      State state,
      Effects effects,
      HeadId head,
      String objectId,
      Money amount,
      CurrentRates rates) {
    if (!isLimited(head)) {
      return;
    }
    long cents = cents(amount, rates.worth(amount.currency(), Currency.USD).orElseThrow());
    SentPart.Key key = new SentPart.Key(head, objectId);
    effects
        .save(SentStore.ROWS, head, sent(state, head).plus(cents))
        .insert(SentPartStore.ROWS, key, new SentPart(key, today(state, head), cents, true));
  }

  /** Prefetches the rows for a command that may release money. */
  public static void prefetchUse(ReadSet reads, HeadId head, String objectId) {
    if (isLimited(head)) {
      reads.row(SentPartStore.ROWS, new SentPart.Key(head, objectId));
      reads.row(SentStore.ROWS, head);
    }
  }

  /** Restores what an object used, of the day's and of the month's limit while they last. */
  public static void restore(State state, Effects effects, HeadId head, String objectId) {
    if (!isLimited(head)) {
      return;
    }
    SentPart.Key key = new SentPart.Key(head, objectId);
    state
        .find(SentPartStore.ROWS, key)
        .ifPresent(part -> {
          effects.delete(SentPartStore.ROWS, key);
          state.find(SentStore.ROWS, head).ifPresent(sent -> restore(effects, sent, part));
        });
  }

  /** Restores nothing when one of the rows has no valid MAC. */
  private static void restore(Effects effects, Sent sent, SentPart part) {
    if (!part.authentic()) {
      LOG.error(
          "what {} used of the limits of its account was changed outside RemitFlex: its amount is"
              + " not restored",
          part.key().objectId());
    } else if (sent.authentic()) {
      effects.save(SentStore.ROWS, sent.head(), sent.without(part.day(), part.cents()));
    }
  }

  private static boolean isLimited(HeadId head) {
    return head.environment() == Environment.LIVE;
  }

  private static Optional<Tier> tier(State state, HeadId head) {
    return Tier.of(
        state
            .find(AccountRepositories.ACCOUNTS, head.accountId())
            .map(account -> account.verification())
            .orElse(Verification.NONE));
  }

  private static Sent sent(State state, HeadId head) {
    LocalDate today = today(state, head);
    return state
        .find(SentStore.ROWS, head)
        .map(sent -> sent.on(today))
        .orElseGet(() -> Sent.nothing(head, today));
  }

  private static long cents(Money amount, Rate rate) {
    return amount.convertUp(rate, Currency.USD).minor();
  }

  private static LocalDate today(State state, HeadId head) {
    return state.now(head).atOffset(ZoneOffset.UTC).toLocalDate();
  }

  /** Where what accounts sent is not the sum of its payments, or was changed outside RemitFlex. */
  public static List<String> violations(Handle handle) {
    return SentSignatureStore.violations(handle);
  }
}
