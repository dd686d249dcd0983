package com.remitflex.bench;

/** Who pays: the accounts over which the payments of a run are spread at random. */
enum Scenario {
  HOT_ACCOUNT("one hot account", 1, "hot_account.pgbench"),
  HUNDRED_ACCOUNTS("100 accounts", 100, "hundred_accounts.pgbench");

  private final String title;
  private final int accounts;
  private final String pgbenchScript;

  Scenario(String title, int accounts, String pgbenchScript) {
    this.title = title;
    this.accounts = accounts;
    this.pgbenchScript = pgbenchScript;
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

  static int mostAccounts() {
    return HUNDRED_ACCOUNTS.accounts;
  }
}
