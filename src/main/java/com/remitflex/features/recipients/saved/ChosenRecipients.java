package com.remitflex.features.recipients.saved;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.Repository;
import com.remitflex.platform.database.Writes;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Which recipient is the default of an account, for commands that change it. Deleting a row ends
 * that, and leaves the recipient as it is.
 */
public final class ChosenRecipients implements Repository<HeadId, SavedRecipient> {
  public static final ChosenRecipients ROWS = new ChosenRecipients();

  private ChosenRecipients() {}

  @Override
  public Map<HeadId, SavedRecipient> load(Handle handle, Collection<HeadId> heads) {
    return SavedRecipientStore.DEFAULTS.load(handle, heads);
  }

  @Override
  public void insert(Writes writes, List<SavedRecipient> rows) {
    ChosenRecipientStore.insert(writes, rows);
  }

  @Override
  public void update(Writes writes, List<SavedRecipient> before, List<SavedRecipient> after) {
    ChosenRecipientStore.update(writes, after);
  }

  @Override
  public void delete(Writes writes, List<SavedRecipient> rows) {
    ChosenRecipientStore.delete(writes, rows);
  }
}
