package com.remitflex.core.accounts;

import com.remitflex.platform.ids.Environment;

/** One account in one environment, in the order in which heads are locked. */
public record HeadId(String accountId, Environment environment) implements Comparable<HeadId> {
  @Override
  public int compareTo(HeadId other) {
    int byAccount = accountId.compareTo(other.accountId);
    return byAccount == 0 ? environment.compareTo(other.environment) : byAccount;
  }
}
