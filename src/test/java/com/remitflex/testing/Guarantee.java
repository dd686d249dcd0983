package com.remitflex.testing;

/** What RemitFlex guarantees, with the number of attempts that a full run requires. */
public enum Guarantee {
  REVOKED_MEANS_REFUSED(
      "Revoked means rejected on every node: 0 accepted requests that start after the response,"
          + " with 3 nodes, one paused, cut off from the database or just starting",
      1_000,
      "revocations"),
  PROCESS_KILLED(
      "Acknowledged means durable: 0 lost of all 2xx, and a response again within 10 s",
      200,
      "kill -9 of the process"),
  POSTGRES_KILLED(
      "Acknowledged means durable: 0 lost of all 2xx, and a response again within 30 s",
      50,
      "kill -9 of PostgreSQL"),
  ONE_KEY_ONE_EFFECT(
      "One idempotency key, one effect: 64 clients on 3 nodes that are killed, exactly one"
          + " payment per key",
      1_000,
      "keys"),
  LEDGER_WHOLE(
      "The ledger is consistent: its invariants find 0 violations after every test", 1, "checks"),
  NO_OVERDRAFT(
      "No overdraft: of all concurrent payments on 3 nodes from a balance that covers 10,"
          + " exactly 10 succeed",
      1_000,
      "racers"),
  NO_SERVER_ERROR("Hostile input: 0 responses 5xx", 50_000, "generated requests"),
  JSON_SUITE(
      "Hostile input: the JSON parsing suite is accepted and rejected as it specifies",
      318,
      "texts"),
  NAUGHTY_STRINGS(
      "Hostile input: the naughty strings come back unchanged or are rejected by name",
      500,
      "strings"),
  EVERY_ROUTE_EVERY_KEY(
      "Every route responds to every kind of key as the table says", 80, "pairs of route and key"),
  NO_SECRET_LEAKS(
      "No secret leaks: 0 hits in logs, database, events, pages and errors",
      1,
      "keys and passwords"),
  PAID_AT_MOST_ONCE(
      "A payout is made at most once and released only when provably unpaid, and a deposit is"
          + " credited exactly once when final: 3 nodes, 200 kills, reorganisations, a lying node",
      100_000,
      "steps"),
  EVERY_DECISION_IS_THE_MODELS(
      "Every decision, balance and event number equals that of the simpler model",
      100_000,
      "commands");

  private final String title;
  private final long required;
  private final String unit;

  Guarantee(String title, long required, String unit) {
    this.title = title;
    this.required = required;
    this.unit = unit;
  }

  /** The guarantee in one sentence. */
  public String title() {
    return title;
  }

  /** The number of attempts that a full run requires. */
  long required() {
    return required;
  }

  String unit() {
    return unit;
  }

  /** Whether the run as a whole proves it, and not tests of its own. */
  boolean isOfTheWholeRun() {
    return this == LEDGER_WHOLE || this == NO_SECRET_LEAKS;
  }
}
