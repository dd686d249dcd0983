package com.remitflex.testing;

/** What the platform promises, with the number of tries that a full run owes to it. */
public enum Guarantee {
  REVOKED_MEANS_REFUSED(
      "Revoked means refused on every node: 0 accepted requests that start after the answer,"
          + " with 3 nodes, one paused, cut off from the database or just starting",
      1_000,
      "revocations"),
  PROCESS_KILLED(
      "Acknowledged means durable: 0 lost of all 2xx, and an answer again within 10 s",
      200,
      "kill -9 of the process"),
  POSTGRES_KILLED(
      "Acknowledged means durable: 0 lost of all 2xx, and an answer again within 30 s",
      50,
      "kill -9 of PostgreSQL"),
  ONE_KEY_ONE_EFFECT(
      "One idempotency key, one effect: 64 clients on 3 nodes that are killed, exactly one"
          + " payment a key",
      1_000,
      "keys"),
  LEDGER_WHOLE("The ledger is whole: the checker finds 0 rows after every test", 1, "checks"),
  NO_OVERDRAFT(
      "No overdraft: of all who race on 3 nodes for a balance that is enough for 10,"
          + " exactly 10 succeed",
      1_000,
      "racers"),
  NO_SERVER_ERROR("Hostile input: 0 answers 5xx", 50_000, "generated requests"),
  JSON_SUITE("Hostile input: the JSON parsing suite is read as it should be", 318, "texts"),
  NAUGHTY_STRINGS(
      "Hostile input: the naughty strings come back unchanged or are refused by name",
      500,
      "strings"),
  EVERY_ROUTE_EVERY_KEY(
      "Every route answers every kind of key as the table says", 80, "pairs of route and key"),
  NO_SECRET_LEAKS(
      "No secret leaks: 0 hits in logs, database, events, pages and errors",
      1,
      "keys and passwords"),
  EVERY_DECISION_IS_THE_MODELS(
      "Every decision, balance and event number is the simpler model's", 100_000, "commands");

  private final String title;
  private final long least;
  private final String unit;

  Guarantee(String title, long least, String unit) {
    this.title = title;
    this.least = least;
    this.unit = unit;
  }

  /** The promise in a sentence. */
  public String title() {
    return title;
  }

  /** How many tries were promised. */
  long least() {
    return least;
  }

  String unit() {
    return unit;
  }

  /** Whether it is kept or broken by the run as a whole, and not by tests of its own. */
  boolean isOfTheWholeRun() {
    return this == LEDGER_WHOLE || this == NO_SECRET_LEAKS;
  }
}
