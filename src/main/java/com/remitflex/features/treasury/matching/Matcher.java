package com.remitflex.features.treasury.matching;

import com.remitflex.features.rails.evm.follower.TransferId;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.features.treasury.books.BookTransferStore;
import com.remitflex.platform.database.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Finds out what each transfer belongs to: exactly one thing, to which no other belongs. */
public final class Matcher {
  /** So many are examined at once; strangers can make many that belong to nothing. */
  private static final int MAX_AT_ONCE = 500;

  private final Database database;
  private final List<KnownTransfers> known;

  public Matcher(Database database, List<KnownTransfers> known) {
    this.database = database;
    this.known = List.copyOf(known);
  }

  public List<KnownTransfers> known() {
    return known;
  }

  /** Examines transfers of a network that belong to nothing yet. */
  public void run(String network) {
    database.inTransaction(handle -> {
      match(handle, BookTransferStore.toExamine(handle, network, MAX_AT_ONCE));
      return true;
    });
  }

  /** Matches transfers in the transaction that stores them. */
  public void matchNew(Handle handle, List<BookTransfer> transfers) {
    var _ = match(handle, transfers);
  }

  /** Matches these transfers; returns those that still belong to nothing. */
  public List<BookTransfer> match(Handle handle, List<BookTransfer> transfers) {
    List<BookTransfer> rest = new ArrayList<>(transfers);
    for (KnownTransfers one : known) {
      if (!rest.isEmpty()) {
        Map<TransferId, String> subjects = one.subjects(handle, rest);
        rest.removeIf(transfer ->
            subjects.containsKey(transfer.id())
                && BookTransferStore.match(
                    handle,
                    transfer.id(),
                    one.kind().word(),
                    String.valueOf(subjects.get(transfer.id()))));
      }
    }
    BookTransferStore.examined(handle, rest);
    return rest;
  }
}
