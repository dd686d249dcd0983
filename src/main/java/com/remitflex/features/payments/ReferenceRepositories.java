package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowReader;
import com.remitflex.features.corridors.CorridorStore;
import com.remitflex.features.corridors.Corridors;
import com.remitflex.features.recipients.RecipientStore;
import com.remitflex.features.recipients.SavedRecipient;
import java.util.Collection;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** What a payment's decision reads and never changes. */
final class ReferenceRepositories {
  /** The key under which all corridors are one row. */
  static final String ALL = "all";

  static final RowReader<String, Corridors> CORRIDORS =
      new RowReader<>() {
        @Override
        public Map<String, Corridors> load(Handle handle, Collection<String> keys) {
          return Map.of(ALL, CorridorStore.load(handle));
        }
      };

  static final RowReader<HeadId, SavedRecipient> DEFAULT_RECIPIENTS =
      new RowReader<>() {
        @Override
        public Map<HeadId, SavedRecipient> load(Handle handle, Collection<HeadId> heads) {
          return RecipientStore.defaults(handle, heads);
        }
      };

  private ReferenceRepositories() {}
}
