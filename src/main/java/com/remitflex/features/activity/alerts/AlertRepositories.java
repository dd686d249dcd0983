package com.remitflex.features.activity.alerts;

import com.remitflex.core.engine.rows.RowReader;
import com.remitflex.features.accounts.AccountStore;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.platform.database.Database;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The rows of other features that the commands of alerts read. */
final class AlertRepositories {
  final RowReader<String, ApiKey> keys;

  /** The email addresses of accounts. */
  final RowReader<String, String> addresses =
      new RowReader<>() {
        @Override
        public Map<String, String> load(Handle handle, Collection<String> ids) {
          return AccountStore.addresses(handle, ids);
        }
      };

  /** Base URL of every link. */
  final String publicUrl;

  AlertRepositories(KeyStore store, String publicUrl) {
    this.publicUrl = publicUrl;
    this.keys =
        new RowReader<>() {
          @Override
          public Map<String, ApiKey> load(Handle handle, Collection<String> ids) {
            return byId(store.byIds(handle, ids));
          }
        };
  }

  /** The keys with these IDs, by ID; keys that do not exist are absent. */
  static Map<String, ApiKey> keysById(Database database, KeyStore store, List<String> ids) {
    return ids.isEmpty() ? Map.of() : byId(database.with(handle -> store.byIds(handle, ids)));
  }

  private static Map<String, ApiKey> byId(Collection<ApiKey> keys) {
    return keys.stream().collect(Collectors.toMap(ApiKey::id, Function.identity()));
  }
}
