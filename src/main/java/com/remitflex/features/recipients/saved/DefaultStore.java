package com.remitflex.features.recipients.saved;

import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import java.util.List;

/** The column `is_default` of the recipient table. */
final class DefaultStore {
  private static final Batch<SavedRecipient> BEGIN = marking(true);
  private static final Batch<SavedRecipient> END = marking(false);

  private DefaultStore() {}

  private static Batch<SavedRecipient> marking(boolean isDefault) {
    return Batch.<SavedRecipient>statement(
            """
            UPDATE recipient r SET is_default = %s FROM :rows
            WHERE r.account_id = v.account_id AND r.environment = v.environment AND r.id = v.id
            """
                .formatted(isDefault))
        .text("account_id", saved -> saved.head().accountId())
        .text("environment", saved -> saved.head().environment().word())
        .text("id", SavedRecipient::id)
        .build();
  }

  static void begin(Writes writes, List<SavedRecipient> rows) {
    writes.add(BEGIN, rows);
  }

  static void end(Writes writes, List<SavedRecipient> rows) {
    writes.add(END, rows);
  }
}
