-- The queues of all rails: the payments that a rail carries out. A row is inserted in the
-- transaction that starts the payment, and deleted in the one that ends it.
--
-- Payments that a version before started have a step 'submit' or 'report' in payment_due instead.
-- When that step is due, it is replaced by a row here, under the account's head.
CREATE TABLE rail_order (
  account_id    text        NOT NULL,
  environment   text        NOT NULL,
  payment_id    text        NOT NULL,
  rail          text        NOT NULL,
  submitted_at  timestamptz NOT NULL,
  -- When the rail is to work on the order.
  due_at        timestamptz NOT NULL,
  -- The worker that has it, and until when, if that worker does not renew it. In no index, so that
  -- a claim changes only the row.
  claimed_by    text,
  claimed_until timestamptz,
  -- What the rail is waiting for, for the operator.
  waiting       text,
  PRIMARY KEY (payment_id, account_id, environment)
) WITH (fillfactor = 80);
-- Each rail claims only its own orders: those of one that does not respond are not in the way.
CREATE INDEX rail_order_due ON rail_order (rail, due_at);

-- A wallet that receives a payment, as network:address, and the facts of a payment on a network.
-- The version before reads neither column, and shows such a payment without a recipient.
ALTER TABLE payment
  ADD COLUMN wallet     text,
  ADD COLUMN settlement json,
  DROP CONSTRAINT payment_check,
  -- Not validated: the rows that exist satisfy the constraint that this one replaces, and reading
  -- them all would lock the table for as long.
  ADD CONSTRAINT payment_receiver
    CHECK (num_nonnulls(recipient, destination, wallet) = 1) NOT VALID;
