-- The lines of one payment, for who looks at it.
CREATE INDEX transfer_payment ON transfer (account_id, environment, payment_id)
  WHERE payment_id IS NOT NULL;
