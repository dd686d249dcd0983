package com.remitflex.alerts;

import com.remitflex.accounts.AccountStore;
import com.remitflex.engine.ReadBook;
import com.remitflex.keys.ApiKey;
import com.remitflex.keys.KeyStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The rows of others that the commands of alerts read. */
final class AlertBooks {
  final ReadBook<String, ApiKey> keys;

  /** Where the platform writes to about an account. */
  final ReadBook<String, String> addresses =
      new ReadBook<>() {
        @Override
        public Map<String, String> load(Handle handle, Collection<String> ids) {
          return AccountStore.addresses(handle, ids);
        }
      };

  /** Base of every link. */
  final String publicUrl;

  AlertBooks(KeyStore store, String publicUrl) {
    this.publicUrl = publicUrl;
    this.keys =
        new ReadBook<>() {
          @Override
          public Map<String, ApiKey> load(Handle handle, Collection<String> ids) {
            Map<String, ApiKey> found = new HashMap<>();
            store.byIds(handle, ids).forEach(key -> found.put(key.id(), key));
            return found;
          }
        };
  }
}
