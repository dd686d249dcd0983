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
public final class DefaultRecipients implements Repository<HeadId, SavedRecipient> {
  public static final DefaultRecipients ROWS = new DefaultRecipients();

  private DefaultRecipients() {}

  @Override
  public Map<HeadId, SavedRecipient> load(Handle handle, Collection<HeadId> heads) {
    return SavedRecipientStore.DEFAULTS.load(handle, heads);
  }

  @Override
  public void insert(Writes writes, List<SavedRecipient> rows) {
    DefaultStore.insert(writes, rows);
  }

  @Override
  public void update(Writes writes, List<SavedRecipient> before, List<SavedRecipient> after) {
    DefaultStore.update(writes, after);
  }

  @Override
  public void delete(Writes writes, List<SavedRecipient> rows) {
    DefaultStore.delete(writes, rows);
  }
}
