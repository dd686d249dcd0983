package com.remitflex.features.recipients.saved;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.rows.Repository;
import com.remitflex.platform.database.Writes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Which recipient is the default of an account, for commands that change it: the column
 * `is_default` of the recipient table. Deleting a row ends that, and leaves the recipient saved.
 */
public final class DefaultRecipients implements Repository<HeadId, SavedRecipient> {
  public static final DefaultRecipients ROWS = new DefaultRecipients();

  private DefaultRecipients() {}

  /**
   * Reads the default recipient of an account. The recipients themselves are written first, so that
   * a new one exists when it becomes the default.
   */
  public static void prefetch(ReadSet reads, HeadId head) {
    reads.table(SavedRecipientStore.ROWS);
    reads.row(ROWS, head);
  }

  @Override
  public Map<HeadId, SavedRecipient> load(Handle handle, Collection<HeadId> heads) {
    return SavedRecipientStore.DEFAULTS.load(handle, heads);
  }

  @Override
  public void insert(Writes writes, List<SavedRecipient> rows) {
    DefaultStore.begin(writes, rows);
  }

  @Override
  public void update(Writes writes, List<SavedRecipient> before, List<SavedRecipient> after) {
    List<SavedRecipient> ended = new ArrayList<>();
    List<SavedRecipient> begun = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      if (!before.get(i).key().equals(after.get(i).key())) {
        ended.add(before.get(i));
        begun.add(after.get(i));
      }
    }
    DefaultStore.end(writes, ended);
    DefaultStore.begin(writes, begun);
  }

  @Override
  public void delete(Writes writes, List<SavedRecipient> rows) {
    DefaultStore.end(writes, rows);
  }
}
