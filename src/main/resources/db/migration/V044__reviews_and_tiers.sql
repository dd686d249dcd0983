-- What a live account sent on its last day and in its last month with payments, in US cents:
-- counted against the limits of its tier. Each row has a MAC under the pepper.
CREATE TABLE account_sending (
  account_id   text   NOT NULL,
  environment  text   NOT NULL,
  day          date   NOT NULL,
  day_cents    bigint NOT NULL CHECK (day_cents >= 0),
  -- In the month of that day.
  month_cents  bigint NOT NULL CHECK (month_cents >= 0),
  row_mac      bytea  NOT NULL,
  PRIMARY KEY (account_id, environment)
) WITH (fillfactor = 50);

-- What each payment or off-ramp used of the limits; deleted when it is restored.
CREATE TABLE payment_sending (
  account_id   text   NOT NULL,
  environment  text   NOT NULL,
  payment_id   text   NOT NULL,
  day          date   NOT NULL,
  cents        bigint NOT NULL CHECK (cents > 0),
  row_mac      bytea  NOT NULL,
  PRIMARY KEY (payment_id, account_id, environment)
);
-- Only for the check of the sums.
CREATE INDEX payment_sending_day ON payment_sending (account_id, environment, day);

-- The compliance reviews of payments and off-ramps: each is held at most once.
CREATE TABLE compliance_review (
  account_id    text        NOT NULL,
  environment   text        NOT NULL,
  payment_id    text        NOT NULL,
  id            text        NOT NULL UNIQUE,
  -- The name of the rule that held it, and what the rule found.
  rule          text        NOT NULL,
  finding       text        NOT NULL,
  held_at       timestamptz NOT NULL,
  -- When it is decided automatically; empty if only a person decides.
  expires_at    timestamptz,
  verdict       text        CHECK (verdict IN ('approved', 'rejected')),
  -- The ID of the person, or 'platform'.
  decided_by    text,
  reason        text,
  decided_at    timestamptz,
  PRIMARY KEY (payment_id, account_id, environment),
  CHECK (num_nonnulls(verdict, decided_by, decided_at) IN (0, 3))
) WITH (fillfactor = 80);
CREATE INDEX compliance_review_waiting ON compliance_review (environment, held_at, id)
  WHERE verdict IS NULL;
CREATE INDEX compliance_review_decided ON compliance_review (environment, decided_at DESC, id)
  WHERE verdict IS NOT NULL;

-- The payments that the version before holds.
UPDATE payment_due SET due_at = '9999-12-31T00:00:00Z'
WHERE step = 'release' AND environment = 'live';
INSERT INTO compliance_review
  (account_id, environment, payment_id, id, rule, finding, held_at, expires_at)
SELECT d.account_id, d.environment, d.payment_id, 'rev_' || substr(d.payment_id, 5),
       'sandbox_amount', 'The amount ends in exactly .03.', clock_timestamp(),
       CASE WHEN d.environment = 'sandbox' THEN d.due_at END
FROM payment_due d WHERE d.step = 'release';

-- The review rules of all environments, in one row: a MAC over it and the version that the audit
-- log records show every change that RemitFlex did not make. Before the first change, the version
-- is 0 and there is no MAC.
CREATE TABLE review_rules (
  id       integer PRIMARY KEY CHECK (id = 1),
  version  bigint  NOT NULL CHECK (version >= 0),
  rules    json    NOT NULL,
  row_mac  bytea
);
INSERT INTO review_rules (id, version, rules) VALUES (1, 0, '[]');

-- How much an account started to send in its last hour and on its last day with payments. Written
-- only while a velocity rule is active.
CREATE TABLE review_velocity (
  account_id     text        NOT NULL,
  environment    text        NOT NULL,
  hour           timestamptz NOT NULL,
  hour_payments  bigint      NOT NULL,
  hour_cents     bigint      NOT NULL,
  day_payments   bigint      NOT NULL,
  day_cents      bigint      NOT NULL,
  PRIMARY KEY (account_id, environment)
) WITH (fillfactor = 50);

-- The receivers to which an account has paid, each as a hash. Written only while a rule for new
-- recipients is active; adding such a rule adds those of earlier payments.
CREATE TABLE review_receiver (
  account_id   text NOT NULL,
  environment  text NOT NULL,
  receiver     text NOT NULL,
  payment_id   text NOT NULL,
  PRIMARY KEY (account_id, environment, receiver)
);
