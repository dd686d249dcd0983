package com.remitflex.features.exchange.conversions;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.rows.Counter;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.money.Currency;
import java.util.List;
import java.util.Map;

/** The conversion_count table: conversions by pair of currencies. */
final class ConversionCountStore implements Counter<ConversionCountStore.Group> {
  private static final ConversionCountStore COUNTER = new ConversionCountStore();

  /** Conversions that are counted together. */
  record Group(HeadId head, Currency from, Currency to) {}

  private record Amount(Group group, long conversions) {}

  private static final Batch<Amount> ADD =
      Batch.<Amount>statement(
              """
              INSERT INTO conversion_count AS c
                (account_id, environment, from_currency, to_currency, conversions)
              SELECT account_id, environment, from_currency, to_currency, conversions FROM :rows
              ON CONFLICT (account_id, environment, from_currency, to_currency)
              DO UPDATE SET conversions = c.conversions + excluded.conversions
              """)
          .text("account_id", a -> a.group().head().accountId())
          .text("environment", a -> a.group().head().environment().word())
          .text("from_currency", a -> a.group().from().name())
          .text("to_currency", a -> a.group().to().name())
          .bigint("conversions", Amount::conversions)
          .build();

  private ConversionCountStore() {}

  static void count(Effects effects, Conversion conversion) {
    effects.count(
        COUNTER,
        new Group(
            conversion.key().head(),
            conversion.amount().currency(),
            conversion.converted().currency()),
        1);
  }

  @Override
  public void add(Writes writes, Map<Group, Long> amounts) {
    List<Amount> rows =
        amounts.entrySet().stream()
            .map(entry -> new Amount(entry.getKey(), entry.getValue()))
            .toList();
    writes.add(ADD, rows);
  }
}
