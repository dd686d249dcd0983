package com.remitflex.bench;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Payments of the past, as the product would have written them one by one: with their transfers,
 * events and idempotency keys, in tables with all of their indexes. Of 50 payments, one has failed
 * and the others are delivered; of 10, one goes to Mexico and the others to Europe.
 *
 * @param series distinguishes the IDs of several accounts
 * @param count payments, evenly spread over the days before the load
 */
record PaymentHistory(PgAddress address, String account, int series, long count, int days) {
  private static final long AMOUNT = 25_000_000;
  private static final long FEE = 125_000;

  /** The columns that all statements use: number, ID, time, and whether the payment has failed. */
  private static final String PAYMENTS =
      """
      (SELECT i, 'pmt_' || lpad(({series} * 10000000000 + i)::text, 26, '0') AS id,
              date_trunc('milliseconds', {start} + i * interval '{micros} microseconds') AS at,
              i % 50 = 0 AS failed, i % 10 = 1 AS mexico,
              {first_event} + 4 * (i - 1) - (i - 1) / 50 AS event
       FROM generate_series(1, {count}::bigint) i) p
      """;

  private static final String INSERT_PAYMENTS =
      """
      INSERT INTO payment (account_id, environment, id, number, status, amount, currency,
        destination_currency, converted_amount, exchange_rate, fee, corridor, recipient, reference,
        failure_reason, created_at, updated_at, estimated_delivery)
      SELECT '{account}', 'sandbox', id, event, CASE WHEN failed THEN 'failed' ELSE 'delivered' END,
        {amount}, 'USDC', CASE WHEN mexico THEN 'MXN' ELSE 'EUR' END,
        CASE WHEN mexico THEN 43125 ELSE 2314 END,
        CASE WHEN mexico THEN 17.25 ELSE 0.9259259259 END, CASE WHEN failed THEN 0 ELSE {fee} END,
        CASE WHEN mexico THEN 'US-MX' ELSE 'US-EU' END,
        '{"name":"Maria Garcia","account_number":"ES9121000418401234567891",\
      "bank_code":"CAIXESBBXXX","bank_country":"ES"}',
        'Invoice ' || lpad(i::text, 9, '0'),
        CASE WHEN failed THEN 'RECIPIENT_BANK_REJECTED' END,
        at, at + interval '5 s', at + interval '30 min'
      FROM {payments}
      """;

  /** What the account has received before is older, so that its movements are in order. */
  private static final String AGE_FUNDING =
      """
      UPDATE transfer SET created_at = {start} - interval '1 day'
      WHERE account_id = '{account}' AND environment = 'sandbox' AND currency = 'USDC'
      """;

  private static final String INSERT_TRANSFERS =
      """
      INSERT INTO transfer (account_id, environment, transaction_id, leg, currency, debit, credit,
        amount, reason, payment_id, created_at, number, available_after, held_after)
      SELECT '{account}', 'sandbox', l.transaction_id, l.leg, 'USDC', l.debit, l.credit, l.amount,
        l.reason, l.id, l.at, b.movements + row_number() OVER line,
        b.available + sum(CASE WHEN l.credit = 'available' THEN l.amount
          WHEN l.debit = 'available' THEN -l.amount ELSE 0 END) OVER line,
        b.held + sum(CASE WHEN l.credit = 'held' THEN l.amount ELSE -l.amount END) OVER line
      FROM (
        SELECT 'txn_' || lpad(({series} * 10000000000 + 2 * i + t.step)::text, 26, '0')
          AS transaction_id, t.leg, t.debit, t.credit, t.amount, t.reason, id,
          at + t.step * interval '3 s' AS at
        FROM {payments} JOIN (VALUES
          (false, 0, 1, 'available', 'held', {amount} + {fee}, 'payment_created'),
          (false, 1, 1, 'held', 'settlement', {amount}, 'payment_settled'),
          (false, 1, 2, 'held', 'fees', {fee}, 'payment_fee'),
          (true, 0, 1, 'available', 'held', {amount} + {fee}, 'payment_created'),
          (true, 1, 1, 'held', 'available', {amount} + {fee}, 'payment_released'))
          AS t (failed, step, leg, debit, credit, amount, reason) ON t.failed = p.failed) AS l
      CROSS JOIN balance b
      WHERE b.account_id = '{account}' AND b.environment = 'sandbox' AND b.currency = 'USDC'
      WINDOW line AS (ORDER BY l.at, l.transaction_id, l.leg ROWS UNBOUNDED PRECEDING)
      """;

  private static final String INSERT_EVENTS =
      """
      INSERT INTO event (account_id, environment, seq, id, type, subject, created_at, data)
      SELECT '{account}', 'sandbox', event + e.step,
        'evt_' || lpad(({series} * 10000000000 + event + e.step)::text, 26, '0'),
        'payment.' || e.status, id, at + e.seconds * interval '1 s',
        ('{"payment_id":"' || id || '","status":"' || e.word || '","amount":25,'
          || '"source_currency":"USDC","destination_currency":"EUR","converted_amount":23.14,'
          || '"fee":0.125,"reference":"Invoice 000002041","' || e.status
          || '_at":"2026-11-26T19:00:00.000Z"}')::json
      FROM {payments} JOIN (VALUES
        (false, 0, 0, 'created', 'pending'), (false, 1, 1, 'processing', 'processing'),
        (false, 2, 3, 'settled', 'settled'), (false, 3, 5, 'delivered', 'delivered'),
        (true, 0, 0, 'created', 'pending'), (true, 1, 1, 'processing', 'processing'),
        (true, 2, 3, 'failed', 'failed'))
        AS e (failed, step, seconds, status, word) ON e.failed = p.failed
      """;

  /** In the order of the keys, which are random: otherwise each row would read another page. */
  private static final String INSERT_IDEMPOTENCY_KEYS =
      """
      INSERT INTO idempotency (account_id, environment, key, request_hash, resource_id, status,
        created_at)
      SELECT '{account}', 'sandbox', md5(id), sha256(id::bytea), id, 201, at
      FROM {payments} ORDER BY md5(id)
      """;

  private static final List<String> COUNT =
      List.of(
          """
          INSERT INTO payment_hour_count (account_id, environment, hour, status, currency, corridor,
            payments)
          SELECT account_id, environment, date_trunc('hour', created_at, 'UTC'), status, currency,
            corridor, count(*)
          FROM payment WHERE account_id = '{account}' GROUP BY 1, 2, 3, 4, 5, 6
          """,
          """
          INSERT INTO payment_count (account_id, environment, day, status, currency, corridor,
            payments)
          SELECT account_id, environment, (hour AT TIME ZONE 'UTC')::date, status, currency,
            corridor, sum(payments)
          FROM payment_hour_count WHERE account_id = '{account}' GROUP BY 1, 2, 3, 4, 5, 6
          """,
          """
          UPDATE balance SET available = available - d.payments * ({amount} + {fee}),
            settlement = settlement + d.payments * {amount}, fees = fees + d.payments * {fee},
            movements = movements + 3 * {count} - {count} / 50
          FROM (SELECT sum(payments)::bigint AS payments FROM payment_count
                WHERE account_id = '{account}' AND status = 'delivered') d
          WHERE account_id = '{account}' AND environment = 'sandbox' AND currency = 'USDC'
          """,
          """
          UPDATE account_head SET next_event = next_event + 4 * {count} - {count} / 50
          WHERE account_id = '{account}' AND environment = 'sandbox'
          """);

  /** Writes all of them, each table on its own connection. */
  void write() {
    try (Sql sql = Sql.open(address)) {
      String firstEvent =
          sql.text(
              "SELECT next_event FROM account_head WHERE environment = 'sandbox' AND account_id = '"
                  + account
                  + "'");
      // The triggers would store all rows a second time, to count them.
      sql.execute("ALTER TABLE payment DISABLE TRIGGER payment_inserted");
      sql.execute("ALTER TABLE transfer DISABLE TRIGGER transfer_is_append_only");
      sql.execute(filled(AGE_FUNDING, firstEvent));
      sql.execute("ALTER TABLE transfer ENABLE TRIGGER transfer_is_append_only");
      List.of(INSERT_PAYMENTS, INSERT_TRANSFERS, INSERT_EVENTS, INSERT_IDEMPOTENCY_KEYS).stream()
          .map(
              statement ->
                  CompletableFuture.runAsync(
                      () -> execute(filled(statement, firstEvent)),
                      work -> Thread.ofPlatform().start(work)))
          .toList()
          .forEach(CompletableFuture::join);
      sql.execute("ALTER TABLE payment ENABLE TRIGGER payment_inserted");
      COUNT.forEach(statement -> sql.execute(filled(statement, firstEvent)));
    }
  }

  private void execute(String statement) {
    try (Sql sql = Sql.open(address)) {
      sql.execute(statement);
    }
  }

  private String filled(String statement, String firstEvent) {
    return statement
        .replace("{payments}", PAYMENTS)
        .replace("{first_event}", firstEvent)
        .replace("{start}", "date_trunc('hour', now()) - interval '" + days + " days'")
        .replace("{micros}", Long.toString(days * 86_400_000_000L / count))
        .replace("{account}", account)
        .replace("{series}", Integer.toString(series))
        .replace("{count}", Long.toString(count))
        .replace("{amount}", Long.toString(AMOUNT))
        .replace("{fee}", Long.toString(FEE));
  }

  /** The ID of the payment with this number, from 1 on. */
  String id(long number) {
    return "pmt_%026d".formatted(series * 10_000_000_000L + number);
  }
}
