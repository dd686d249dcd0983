package com.remitflex.features.accounts.deposits;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.Counter;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The deposit_count table: deposits by status, network and currency. */
final class DepositCountStore implements Counter<DepositCountStore.Group> {
  static final DepositCountStore COUNTER = new DepositCountStore();

  /** Deposits that are counted together. */
  record Group(HeadId head, DepositStatus status, String network, Currency currency) {
    static Group of(Deposit deposit) {
      return new Group(
          deposit.head(), deposit.status(), deposit.network(), deposit.amount().currency());
    }
  }

  private record Amount(Group group, long deposits) {}

  private static final Batch<Amount> ADD =
      Batch.<Amount>statement(
              """
              INSERT INTO deposit_count AS c
                (account_id, environment, status, network, currency, deposits)
              SELECT account_id, environment, status, network, currency, deposits FROM :rows
              ON CONFLICT (account_id, environment, status, network, currency)
              DO UPDATE SET deposits = c.deposits + excluded.deposits
              """)
          .text("account_id", a -> a.group().head().accountId())
          .text("environment", a -> a.group().head().environment().word())
          .text("status", a -> a.group().status().word())
          .text("network", a -> a.group().network())
          .text("currency", a -> a.group().currency().name())
          .bigint("deposits", Amount::deposits)
          .build();

  private DepositCountStore() {}

  @Override
  public void add(Writes writes, Map<Group, Long> amounts) {
    List<Amount> rows =
        amounts.entrySet().stream()
            .map(entry -> new Amount(entry.getKey(), entry.getValue()))
            .toList();
    writes.add(ADD, rows);
  }

  /** The sums over all accounts. */
  static DepositService.Totals totals(Handle handle) {
    Map<Environment, Map<DepositStatus, Long>> totals = new EnumMap<>(Environment.class);
    handle
        .createQuery(
            """
            SELECT environment, status, sum(deposits)::bigint AS deposits
            FROM deposit_count GROUP BY environment, status
            """)
        .map((row, context) ->
            totals
                .computeIfAbsent(
                    Environment.of(row.getString("environment")),
                    environment -> new EnumMap<>(DepositStatus.class))
                .put(DepositStatus.of(row.getString("status")), row.getLong("deposits")))
        .list();
    return new DepositService.Totals(totals, undecided(handle));
  }

  /** The held deposits about which an operator should decide; dust does not count. */
  private static Map<Environment, Long> undecided(Handle handle) {
    Map<Environment, Long> undecided = new EnumMap<>(Environment.class);
    handle
        .createQuery(
            """
            SELECT environment, count(*) AS deposits FROM deposit
            WHERE status = 'held' AND review IS NULL AND held_reason <> 'below_minimum'
            GROUP BY environment
            """)
        .map((row, context) ->
            undecided.put(Environment.of(row.getString("environment")), row.getLong("deposits")))
        .list();
    return undecided;
  }
}
