package com.remitflex.features.accounts.deposits.addresses;

import com.remitflex.core.accounts.Head;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.accounts.HeadStore;
import com.remitflex.platform.database.Database;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a restored database the addresses that were created since the backup, by the address log.
 * Without a complete log, it leaves out so many indexes that none is given to two accounts.
 */
public final class AddressReplay {
  private static final Logger LOG = LoggerFactory.getLogger(AddressReplay.class);

  /** Far more addresses than are created between two backups; 2,000 restores use up all indexes. */
  private static final int LEFT_OUT = 1_000_000;

  /** More than other nodes create in the second in which only their own log has them. */
  private static final int MARGIN = 1_000;

  private static final int ROWS_PER_STEP = 500;

  private final AddressLog log;
  private final Database database;

  public AddressReplay(AddressLog log) {
    this.log = log;
    this.database = log.database();
  }

  /**
   * The outcome of a replay.
   *
   * @param isComplete whether the log has every address since the backup
   * @param restored number of addresses that the database knows again
   * @param withoutAccount number of addresses whose accounts were created since the backup
   */
  public record Outcome(boolean isComplete, int restored, int withoutAccount) {}

  /** Replays the log into a database that was just restored. */
  public Outcome afterRestore() {
    AddressLogContent content = read();
    Set<Integer> present = Set.copyOf(IssuedAddressStore.indexes(database));
    boolean isComplete = content.isCompleteAfter(present);
    database.use(handle -> {
      IssuedAddressStore.raiseIndex(handle, content.last() + (long) MARGIN);
      if (!isComplete) {
        IssuedAddressStore.skipIndexes(handle, LEFT_OUT);
      }
    });
    List<DepositAddress> missing = content.without(present);
    int restored = 0;
    for (int from = 0; from < missing.size(); from += ROWS_PER_STEP) {
      List<DepositAddress> some =
          missing.subList(from, Math.min(from + ROWS_PER_STEP, missing.size()));
      restored += database.inTransaction(handle -> insert(handle, some));
    }
    return new Outcome(isComplete, restored, missing.size() - restored);
  }

  /**
   * Replays the log if it has addresses that the database lacks, because it was restored in another
   * way; returns whether it was.
   */
  public boolean atStart() {
    List<DepositAddress> missing = read().without(Set.copyOf(IssuedAddressStore.indexes(database)));
    if (missing.isEmpty() || database.with(handle -> heads(handle, missing)).isEmpty()) {
      return false;
    }
    Outcome outcome = afterRestore();
    LOG.warn(
        "The database is older than the log of deposit addresses: it was restored. {} deposit"
            + " addresses are known again.",
        outcome.restored());
    return outcome.restored() > 0;
  }

  private AddressLogContent read() {
    try {
      return log.read();
    } catch (IOException e) {
      LOG.error("the log of deposit addresses cannot be read: {}", e.toString());
      return new AddressLogContent();
    }
  }

  private static int insert(Handle handle, List<DepositAddress> addresses) {
    Set<HeadId> present =
        heads(handle, addresses).stream().map(Head::id).collect(Collectors.toSet());
    return Math.toIntExact(
        addresses.stream()
            .filter(one -> present.contains(one.head()))
            .filter(one -> IssuedAddressStore.insertAgain(handle, one))
            .count());
  }

  /** Locks the heads of those accounts that exist. */
  private static List<Head> heads(Handle handle, List<DepositAddress> addresses) {
    Set<HeadId> heads = new TreeSet<>();
    addresses.forEach(one -> heads.add(one.head()));
    return HeadStore.lock(handle, heads);
  }
}
