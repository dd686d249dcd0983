package com.remitflex.payments;

import com.remitflex.accounts.HeadId;
import com.remitflex.corridors.CorridorStore;
import com.remitflex.corridors.Corridors;
import com.remitflex.engine.ReadBook;
import com.remitflex.recipients.RecipientStore;
import com.remitflex.recipients.SavedRecipient;
import java.util.Collection;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** What a payment's decision reads and never changes. */
final class ReferenceBooks {
  /** The key under which all corridors are one row. */
  static final String ALL = "all";

  static final ReadBook<String, Corridors> CORRIDORS =
      new ReadBook<>() {
        @Override
        public Map<String, Corridors> load(Handle handle, Collection<String> keys) {
          return Map.of(ALL, CorridorStore.load(handle));
        }
      };

  static final ReadBook<HeadId, SavedRecipient> DEFAULT_RECIPIENTS =
      new ReadBook<>() {
        @Override
        public Map<HeadId, SavedRecipient> load(Handle handle, Collection<HeadId> heads) {
          return RecipientStore.defaults(handle, heads);
        }
      };

  private ReferenceBooks() {}
}
