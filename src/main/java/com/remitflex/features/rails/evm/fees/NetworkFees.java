package com.remitflex.features.rails.evm.fees;

import com.remitflex.features.rails.evm.relays.Relays;
import com.remitflex.platform.database.Database;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * The ledger of network fees, for the operator: what the relayers have paid for gas, in wei of each
 * network. It is apart from the ledger of the accounts, because nobody owns or owes native coin.
 */
public final class NetworkFees {
  private final Database database;
  private final Relays relays;

  public NetworkFees(Database database) {
    this.database = database;
    this.relays = new Relays(database);
  }

  /** The fees of a payment or sweep. */
  public SubjectFees of(String subject) {
    return new SubjectFees(
        database.with(handle -> NetworkFeeStore.ofSubject(handle, subject)),
        relays.expectedFees(subject));
  }

  /** The entries that were booked last, the newest first. */
  public List<NetworkFee> newest(int limit) {
    return database.with(handle -> NetworkFeeStore.newest(handle, limit));
  }

  /** The totals of a range, with the accounts, in one snapshot. */
  public FeeReport report(FeeRange range) {
    return database.inSnapshot(handle ->
        new FeeReport(
            range, NetworkFeeStore.totals(handle, range), NetworkFeeStore.accounts(handle)));
  }

  /** Where accounts, entries and transactions differ, one line each. */
  public static List<String> violations(Handle handle) {
    return NetworkFeeStore.violations(handle);
  }
}
