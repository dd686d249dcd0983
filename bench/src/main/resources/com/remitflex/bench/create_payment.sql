-- One payment in one call and one transaction: what the engine writes for a payment, row for row.
-- In favour of this side: no HTTP, no JSON to parse, no key to check, no reference data to read,
-- and ids from a sequence, which keep the end of every index warm.

CREATE SEQUENCE payment_suffix CACHE 1000;

-- The function counts by hour itself: a trigger would cost each single payment more.
ALTER TABLE payment DISABLE TRIGGER payment_inserted;

CREATE FUNCTION create_payment(p_account text, p_amount bigint, p_fee bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  v_suffix text := lpad(nextval('payment_suffix')::text, 26, '0');
  v_payment text := 'pmt_' || v_suffix;
  v_number bigint;
  v_now timestamptz;
  v_available bigint;
  v_held bigint;
  v_movement bigint;
  v_time text;
  v_answer text;
BEGIN
  -- The head: its lock, the event's number, a time that does not go back.
  UPDATE account_head
  SET next_event = next_event + 1,
      last_created_at = greatest(last_created_at, date_trunc('milliseconds', clock_timestamp()))
  WHERE account_id = p_account AND environment = 'sandbox'
  RETURNING next_event - 1, last_created_at INTO v_number, v_now;

  UPDATE balance
  SET available = available - (p_amount + p_fee), held = held + (p_amount + p_fee),
      movements = movements + 1
  WHERE account_id = p_account AND environment = 'sandbox' AND currency = 'USDC'
    AND available >= p_amount + p_fee
  RETURNING available, held, movements INTO v_available, v_held, v_movement;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'insufficient funds';
  END IF;

  v_time := to_char(v_now AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
  v_answer := '{"id":"' || v_payment || '","environment":"sandbox","status":"pending","amount":25,'
    || '"currency":"USDC","destination_currency":"EUR","converted_amount":23.14,'
    || '"exchange_rate":0.9259259259,"fee":0.125,"total_debited":25.125,"corridor":"US-EU",'
    || '"recipient":{"name":"Maria Garcia","account_number":"ES9121000418401234567891",'
    || '"bank_code":"CAIXESBBXXX","bank_country":"ES"},"reference":"Invoice 2041",'
    || '"created_at":"' || v_time || '","updated_at":"' || v_time || '",'
    || '"estimated_delivery":"' || v_time || '"}';

  INSERT INTO idempotency (account_id, environment, key, request_hash, resource_id, status, answer,
                           created_at)
  VALUES (p_account, 'sandbox', 'bench-pg-' || v_suffix,
          '\x9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08', v_payment, 201,
          v_answer, v_now);

  INSERT INTO transfer (account_id, environment, transaction_id, leg, currency, debit, credit,
                        amount, reason, payment_id, created_at, number, available_after,
                        held_after, caused_by, request_id)
  VALUES (p_account, 'sandbox', 'txn_' || v_suffix, 1, 'USDC', 'available', 'held',
          p_amount + p_fee, 'payment_created', v_payment, v_now, v_movement, v_available, v_held,
          'key_' || v_suffix, 'req_' || v_suffix);

  INSERT INTO event (account_id, environment, seq, id, type, subject, created_at, data)
  VALUES (p_account, 'sandbox', v_number, 'evt_' || v_suffix, 'payment.created', v_payment, v_now,
          ('{"payment_id":"' || v_payment || '","status":"pending","amount":25,'
            || '"source_currency":"USDC","destination_currency":"EUR","converted_amount":23.14,'
            || '"fee":0.125,"reference":"Invoice 2041","created_at":"' || v_time || '"}')::json);

  INSERT INTO payment (account_id, environment, id, number, status, amount, currency,
                       destination_currency, converted_amount, exchange_rate, fee, corridor,
                       recipient, destination, reference, metadata, failure_reason, created_at,
                       updated_at, estimated_delivery)
  VALUES (p_account, 'sandbox', v_payment, v_number, 'pending', p_amount, 'USDC', 'EUR', 2314,
          0.9259259259, p_fee, 'US-EU',
          '{"name":"Maria Garcia","account_number":"ES9121000418401234567891",'
            '"bank_code":"CAIXESBBXXX","bank_country":"ES"}',
          NULL, 'Invoice 2041', NULL, NULL, v_now, v_now, v_now + interval '30 min');

  INSERT INTO payment_count AS c
    (account_id, environment, day, status, currency, corridor, payments)
  VALUES (p_account, 'sandbox', (v_now AT TIME ZONE 'UTC')::date, 'pending', 'USDC', 'US-EU', 1)
  ON CONFLICT (account_id, environment, day, status, currency, corridor)
  DO UPDATE SET payments = c.payments + 1;

  INSERT INTO payment_hour_count AS c
    (account_id, environment, hour, status, currency, corridor, payments)
  VALUES (p_account, 'sandbox', date_trunc('hour', v_now, 'UTC'), 'pending', 'USDC', 'US-EU', 1)
  ON CONFLICT (account_id, environment, hour, status, currency, corridor)
  DO UPDATE SET payments = c.payments + 1;

  INSERT INTO payment_due (account_id, environment, payment_id, step, due_at)
  VALUES (p_account, 'sandbox', v_payment, 'start', v_now + interval '1 day');

  RETURN v_answer;
END $$;

-- A hundred funded accounts.
CREATE FUNCTION bench_account(p_number bigint) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT 'acc_' || lpad(p_number::text, 26, '0') $$;

INSERT INTO account (id, name, verification, created_at)
SELECT bench_account(n), 'Bench ' || n, 'none', clock_timestamp() FROM generate_series(1, 100) n;

INSERT INTO account_head (account_id, environment, last_created_at)
SELECT bench_account(n), 'sandbox', clock_timestamp() FROM generate_series(1, 100) n;

INSERT INTO balance (account_id, environment, currency, available, held, settlement, fees, fx,
                     funding)
SELECT bench_account(n), 'sandbox', 'USDC', 1000000000000000, 0, 0, 0, 0, -1000000000000000
FROM generate_series(1, 100) n;
