package com.remitflex.features.activity.alerts;

import com.remitflex.core.engine.rows.RowReader;
import com.remitflex.features.accounts.AccountStore;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** The rows of others that the commands of alerts read. */
final class AlertRepositories {
  final RowReader<String, ApiKey> keys;

  /** Where the platform writes to about an account. */
  final RowReader<String, String> addresses =
      new RowReader<>() {
        @Override
        public Map<String, String> load(Handle handle, Collection<String> ids) {
          return AccountStore.addresses(handle, ids);
        }
      };

  /** Base of every link. */
  final String publicUrl;

  AlertRepositories(KeyStore store, String publicUrl) {
    this.publicUrl = publicUrl;
    this.keys =
        new RowReader<>() {
          @Override
          public Map<String, ApiKey> load(Handle handle, Collection<String> ids) {
            Map<String, ApiKey> found = new HashMap<>();
            store.byIds(handle, ids).forEach(key -> found.put(key.id(), key));
            return found;
          }
        };
  }
}
