package com.remitflex.features.accounts.deposits;

import com.remitflex.platform.secrets.PepperMac;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The row MACs of deposits: signs rows under a newer pepper, and checks them. */
public final class DepositSignatureStore {
  private static final int ROWS_PER_QUERY = 500;

  private DepositSignatureStore() {}

  /**
   * Signs every row that is signed under an older pepper again; returns the number of rows. Call it
   * outside a transaction, so that it never locks two rows.
   */
  public static int signAgain(Handle handle) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    List<Integer> written = new ArrayList<>();
    forEach(
        handle,
        row -> {
          List<byte[]> parts = row.deposit().macParts();
          if (macs.isValid(row.mac(), parts) && !macs.isCurrent(row.mac(), parts)) {
            written.add(write(handle, row, macs.sign(parts)));
          }
        });
    return written.stream().mapToInt(Integer::intValue).sum();
  }

  /** One line for each row that has no valid MAC. */
  static List<String> violations(Handle handle) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    List<String> found = new ArrayList<>();
    forEach(
        handle,
        row -> {
          if (!macs.isValid(row.mac(), row.deposit().macParts())) {
            found.add(
                row.deposit().id()
                    + ": the row was changed or created outside RemitFlex; it is neither shown nor"
                    + " credited");
          }
        });
    return found;
  }

  private static int write(Handle handle, DepositStore.Stored row, byte[] mac) {
    return handle
        .createUpdate(
            """
            UPDATE deposit SET row_mac = :mac
            WHERE account_id = :account AND environment = :environment AND id = :id
              AND row_mac = :before
            """)
        .bind("mac", mac)
        .bind("account", row.deposit().head().accountId())
        .bind("environment", row.deposit().head().environment().word())
        .bind("id", row.deposit().id())
        .bind("before", row.mac())
        .execute();
  }

  private static void forEach(Handle handle, Consumer<DepositStore.Stored> action) {
    List<DepositStore.Stored> rows = after(handle, "");
    while (!rows.isEmpty()) {
      rows.forEach(action);
      rows = after(handle, rows.getLast().deposit().id());
    }
  }

  private static List<DepositStore.Stored> after(Handle handle, String id) {
    try (Query query =
        handle.createQuery(
            "SELECT "
                + DepositStore.COLUMNS
                + " FROM deposit WHERE id > :id ORDER BY id LIMIT "
                + ROWS_PER_QUERY)) {
      return query.bind("id", id).map((row, context) -> DepositStore.stored(row)).list();
    }
  }
}
