package com.remitflex.features.recipients.saved;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.PepperMac;
import com.remitflex.platform.secrets.SignedTableStore;
import java.util.List;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** The default_recipient table. */
final class ChosenRecipientStore {
  private record Signed(RecipientKey key, byte[] mac) {
    static List<Signed> all(List<SavedRecipient> rows, PepperMac macs) {
      return rows.stream()
          .map(SavedRecipient::key)
          .map(key -> new Signed(key, macs.sign(SavedRecipient.defaultMacParts(key))))
          .toList();
    }
  }

  /** The row MACs of the table. */
  static final SignedTableStore SIGNED =
      new SignedTableStore(
          "default_recipient",
          SignedTableStore.HEAD,
          "true",
          row ->
              SavedRecipient.defaultMacParts(
                  new RecipientKey(
                      new HeadId(
                          row.getString("account_id"),
                          Environment.of(row.getString("environment"))),
                      row.getString("recipient_id"))),
          key ->
              String.join(" ", key)
                  + ": the choice of the default recipient was changed outside RemitFlex, so it is"
                  + " not paid");

  private static final Batch<Signed> INSERT = signed(Batch.insert("default_recipient"));

  private static final Batch<Signed> UPDATE =
      signed(
          Batch.statement(
              """
              UPDATE default_recipient d
              SET recipient_id = v.recipient_id, row_mac = v.row_mac FROM :rows
              WHERE d.account_id = v.account_id AND d.environment = v.environment
              """));

  private static final Batch<RecipientKey> DELETE =
      columns(
              Batch.<RecipientKey>statement(
                  """
                  DELETE FROM default_recipient d USING :rows
                  WHERE d.account_id = v.account_id AND d.environment = v.environment
                    AND d.recipient_id = v.recipient_id
                  """),
              key -> key)
          .build();

  private ChosenRecipientStore() {}

  private static <T> Batch.Columns<T> columns(
      Batch.Columns<T> columns, Function<T, RecipientKey> key) {
    return columns
        .text("account_id", row -> key.apply(row).head().accountId())
        .text("environment", row -> key.apply(row).head().environment().word())
        .text("recipient_id", row -> key.apply(row).id());
  }

  private static Batch<Signed> signed(Batch.Columns<Signed> columns) {
    return columns(columns, Signed::key).bytes("row_mac", Signed::mac).build();
  }

  static void insert(Writes writes, List<SavedRecipient> rows) {
    writes.add(INSERT, Signed.all(rows, writes.config(PepperMac.class)));
  }

  static void insert(Handle handle, SavedRecipient saved) {
    INSERT.write(handle, Signed.all(List.of(saved), handle.getConfig(PepperMac.class)));
  }

  static void update(Writes writes, List<SavedRecipient> rows) {
    writes.add(UPDATE, Signed.all(rows, writes.config(PepperMac.class)));
  }

  static void delete(Writes writes, List<SavedRecipient> rows) {
    writes.add(DELETE, rows.stream().map(SavedRecipient::key).toList());
  }
}
