package com.remitflex.core.accounts;

import com.remitflex.platform.access.Principal;
import com.remitflex.platform.ids.Environment;

/** One account in one environment, in the order in which heads are locked. */
public record HeadId(String accountId, Environment environment) implements Comparable<HeadId> {
  /** The account and environment on which an API key acts. */
  public static HeadId of(Principal principal) {
    return new HeadId(principal.accountId(), principal.environment());
  }

  @Override
  public int compareTo(HeadId other) {
    int byAccount = accountId.compareTo(other.accountId);
    return byAccount == 0 ? environment.compareTo(other.environment) : byAccount;
  }
}
