package com.remitflex.features.treasury.books;

import com.remitflex.features.rails.evm.follower.WatchedAddresses;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Database;
import java.util.List;

/** The addresses that are or were a treasury: what arrives at a former one is watched too. */
public record TreasuryAddresses(Database database) implements WatchedAddresses {
  @Override
  public List<EvmAddress> on(String network) {
    return database.with(handle -> BookStore.treasuries(handle, network));
  }
}
