package com.remitflex.features.rails.evm.fees;

import java.util.List;

/**
 * The network fees of a range, at one moment.
 *
 * @param totals by period, network and relayer, the newest period first
 * @param accounts of all relayers that have paid something, whatever the range is
 */
public record FeeReport(FeeRange range, List<FeeTotal> totals, List<FeeAccount> accounts) {
  public FeeReport {
    totals = List.copyOf(totals);
    accounts = List.copyOf(accounts);
  }

  /** The names of the networks on which a relayer has paid something. */
  public List<String> networks() {
    return accounts.stream().map(FeeAccount::network).distinct().toList();
  }
}
