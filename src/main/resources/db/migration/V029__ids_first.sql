-- Indexes whose rows are only ever found by a whole ID begin with the ID.
--
-- They began with account_id and environment, which are equal in thousands of neighbouring entries:
-- a search compared three texts in each step where one decides. And the new entries of each account
-- went into a place of its own: a batch for a hundred accounts wrote into a hundred pages of each
-- index, each of which a checkpoint made longer in the log. IDs begin with the time, so that the
-- entries of all accounts now arrive at the end of the index, on the same page.
--
-- Each primary key has the same columns as before, and so the same meaning. What is listed in
-- order within an account (payment_created, payment_reference, event_pkey) stays as it is.

ALTER TABLE payment
  DROP CONSTRAINT payment_pkey,
  ADD PRIMARY KEY (id, account_id, environment);
ALTER TABLE payment_due
  DROP CONSTRAINT payment_due_pkey,
  ADD PRIMARY KEY (payment_id, account_id, environment);
ALTER TABLE transfer
  DROP CONSTRAINT transfer_pkey,
  ADD PRIMARY KEY (transaction_id, leg, account_id, environment);
-- The keys of clients have no order, but their first bytes differ.
ALTER TABLE idempotency
  DROP CONSTRAINT idempotency_pkey,
  ADD PRIMARY KEY (key, account_id, environment);

-- Not unique, so that the ID is enough: an entry is half as long.
DROP INDEX transfer_payment;
CREATE INDEX transfer_payment ON transfer (payment_id) WHERE payment_id IS NOT NULL;

-- All columns of its query, although the subject is enough: with fewer, a table without statistics
-- could be read by event_pkey, which has the order of the query, but finds every event of the
-- account.
DROP INDEX event_subject;
CREATE INDEX event_subject ON event (subject, account_id, environment, seq);
