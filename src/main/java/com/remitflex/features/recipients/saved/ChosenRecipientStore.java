package com.remitflex.features.recipients.saved;

import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The default_recipient table. */
final class ChosenRecipientStore {
  private static final Batch<SavedRecipient> INSERT =
      columns(Batch.insert("default_recipient")).build();

  private static final Batch<SavedRecipient> UPDATE =
      columns(
              Batch.statement(
                  """
                  UPDATE default_recipient d SET recipient_id = v.recipient_id FROM :rows
                  WHERE d.account_id = v.account_id AND d.environment = v.environment
                  """))
          .build();

  private static final Batch<SavedRecipient> DELETE =
      columns(
              Batch.statement(
                  """
                  DELETE FROM default_recipient d USING :rows
                  WHERE d.account_id = v.account_id AND d.environment = v.environment
                    AND d.recipient_id = v.recipient_id
                  """))
          .build();

  private ChosenRecipientStore() {}

  private static Batch.Columns<SavedRecipient> columns(Batch.Columns<SavedRecipient> columns) {
    return columns
        .text("account_id", saved -> saved.head().accountId())
        .text("environment", saved -> saved.head().environment().word())
        .text("recipient_id", SavedRecipient::id);
  }

  static void insert(Writes writes, List<SavedRecipient> rows) {
    writes.add(INSERT, rows);
  }

  static void insert(Handle handle, SavedRecipient saved) {
    INSERT.write(handle, List.of(saved));
  }

  static void update(Writes writes, List<SavedRecipient> rows) {
    writes.add(UPDATE, rows);
  }

  static void delete(Writes writes, List<SavedRecipient> rows) {
    writes.add(DELETE, rows);
  }
}
