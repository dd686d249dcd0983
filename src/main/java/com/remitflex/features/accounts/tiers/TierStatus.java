package com.remitflex.features.accounts.tiers;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.Account;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The limits of a live account, with what is left of them now.
 *
 * @param tier empty: the account is not verified and may send nothing
 */
public record TierStatus(Optional<Tier> tier, Money leftToday, Optional<Money> leftThisMonth) {
  public static TierStatus of(Database database, Account account) {
    HeadId head = new HeadId(account.id(), Environment.LIVE);
    Optional<Tier> tier = Tier.of(account.verification());
    if (tier.isEmpty()) {
      return new TierStatus(tier, new Money(Currency.USD, 0), Optional.empty());
    }
    return database.with(handle -> {
      LocalDate today = DatabaseClock.read(handle).atOffset(ZoneOffset.UTC).toLocalDate();
      Sent sent =
          SentStore.find(handle, head)
              .map(found -> found.on(today))
              .orElseGet(() -> Sent.nothing(head, today));
      return new TierStatus(
          tier,
          left(tier.get().perDay(), sent.authentic(), sent.dayCents()),
          tier.get().perMonth().map(limit -> left(limit, sent.authentic(), sent.monthCents())));
    });
  }

  private static Money left(Money limit, boolean authentic, long used) {
    return new Money(limit.currency(), authentic ? Math.max(0, limit.minor() - used) : 0);
  }
}
