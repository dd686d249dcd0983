package com.remitflex.features.accounts.deposits.unknown;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.deposits.addresses.DepositAddress;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.features.rails.evm.strays.StrayCount;
import com.remitflex.features.rails.evm.strays.StrayTransfer;
import com.remitflex.features.rails.evm.strays.StrayTransfers;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.ids.Environment;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What arrives at our addresses and is not credited, with the accounts that it was meant for. */
public final class UnknownTransfers {
  private final Database database;
  private final DepositAddressService addresses;

  public UnknownTransfers(Database database, DepositAddressService addresses) {
    this.database = database;
    this.addresses = addresses;
  }

  /** Records a transfer once, however often it is reported. */
  public void record(StrayTransfer transfer) {
    database.use(handle -> StrayTransfers.record(handle, List.of(transfer)));
  }

  /** The newest ones to all addresses, for the operator. */
  public List<UnknownTransfer> newest(int limit) {
    Map<String, Optional<String>> accounts = new HashMap<>();
    return StrayTransfers.newest(database, limit).stream()
        .map(one ->
            new UnknownTransfer(
                one,
                accounts.computeIfAbsent(
                    one.network() + " " + one.recipient().text(), key -> account(one))))
        .toList();
  }

  private Optional<String> account(StrayTransfer transfer) {
    return addresses
        .ofText(Environment.LIVE, transfer.network(), transfer.recipient().text())
        .map(address -> address.head().accountId());
  }

  /** The newest ones to the addresses of one account. */
  public List<StrayTransfer> of(HeadId head, int limit) {
    if (head.environment() != Environment.LIVE) {
      return List.of();
    }
    return addresses.list(head).stream()
        .flatMap(address -> to(address, limit).stream())
        .sorted(Comparator.comparing(StrayTransfer::seenAt).reversed())
        .limit(limit)
        .toList();
  }

  private List<StrayTransfer> to(DepositAddress address, int limit) {
    return StrayTransfers.to(database, address.network(), address.address(), limit);
  }

  /** The numbers by network and kind. */
  public List<StrayCount> counts() {
    return StrayTransfers.counts(database);
  }
}
