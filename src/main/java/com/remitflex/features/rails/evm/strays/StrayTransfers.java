package com.remitflex.features.rails.evm.strays;

import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Database;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The transfers to our addresses that are not credited: recorded, counted and shown. */
public final class StrayTransfers {
  /** Far more than anyone looks at; a stranger can send any number. */
  private static final int MAX_PER_NETWORK = 10_000;

  private StrayTransfers() {}

  /** The newest ones of all networks. */
  public static List<StrayTransfer> newest(Database database, int limit) {
    return StrayStore.newest(database, limit);
  }

  /** The newest ones to this address on this network. */
  public static List<StrayTransfer> to(
      Database database, String network, String address, int limit) {
    return StrayStore.to(database, network, address, limit);
  }

  /** The numbers by network and kind, without those that are zero. */
  public static List<StrayCount> counts(Database database) {
    return StrayStore.counts(database);
  }

  /** Records each once, up to a number per network, of which the newest are kept. */
  public static void record(Handle handle, List<StrayTransfer> transfers) {
    if (StrayStore.record(handle, transfers) > 0) {
      transfers.stream()
          .map(StrayTransfer::network)
          .distinct()
          .forEach(network -> StrayStore.removeOldest(handle, network, MAX_PER_NETWORK));
    }
  }

  /** Adds to the number of transfers of a kind. */
  public static void count(Handle handle, String network, StrayKind kind, long transfers) {
    StrayStore.count(handle, network, kind, transfers);
  }

  /**
   * The native coin that addresses should have, as far as it was recorded.
   *
   * @param began what an address that was never read had before
   */
  public static Map<EvmAddress, BigInteger> expectedWei(
      Handle handle, String network, Map<EvmAddress, BigInteger> began) {
    return NativeBalanceStore.expected(handle, network, began);
  }

  /** Stores the native coin that addresses have at a final block. */
  public static void balances(
      Handle handle, String network, long height, Map<EvmAddress, BigInteger> wei) {
    NativeBalanceStore.put(handle, network, height, wei);
  }
}
