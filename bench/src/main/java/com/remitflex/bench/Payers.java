package com.remitflex.bench;

/** Who pays: the accounts over which the payments of a run are spread at random. */
enum Payers {
  HOT_ACCOUNT("one hot account", 1, "hot_account.pgbench", 5, 220),
  HUNDRED_ACCOUNTS("100 accounts", 100, "hundred_accounts.pgbench", 3, 300);

  private final String title;
  private final int accounts;
  private final String pgbenchScript;
  private final double minRatio;
  private final double maxMicros;

  Payers(String title, int accounts, String pgbenchScript, double minRatio, double maxMicros) {
    this.title = title;
    this.accounts = accounts;
    this.pgbenchScript = pgbenchScript;
    this.minRatio = minRatio;
    this.maxMicros = maxMicros;
  }

  String title() {
    return title;
  }

  int accounts() {
    return accounts;
  }

  /** Name of the resource with pgbench's script. */
  String pgbenchScript() {
    return pgbenchScript;
  }

  /** What the ratio to pgbench's best and the processor time per payment should reach. */
  Reach reach(double ratio, double micros) {
    return Reach.atLeast(ratio, minRatio, "times").and(Reach.atMost(micros, maxMicros, "µs"));
  }

  static int maxAccounts() {
    return HUNDRED_ACCOUNTS.accounts;
  }
}
