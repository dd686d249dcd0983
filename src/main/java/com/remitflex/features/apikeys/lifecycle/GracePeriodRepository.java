package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.features.apikeys.GracePeriods;
import com.remitflex.features.apikeys.RetiredSecret;
import com.remitflex.features.apikeys.RetiredSecretStore;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.Writes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The replaced secrets of keys, as one row per key. */
record GracePeriodRepository(RetiredSecretStore store) implements RowSaver<String, GracePeriods> {
  @Override
  public Map<String, GracePeriods> load(Handle handle, Collection<String> keyIds) {
    return store.gracePeriods(handle, keyIds, DatabaseClock.read(handle));
  }

  @Override
  public void insert(Writes writes, List<GracePeriods> rows) {
    store.insert(writes, rows.stream().flatMap(row -> row.secrets().stream()).toList());
  }

  @Override
  public void update(Writes writes, List<GracePeriods> before, List<GracePeriods> after) {
    List<RetiredSecret> added = new ArrayList<>();
    List<RetiredSecret> ended = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      Map<Long, RetiredSecret> previous =
          before.get(i).secrets().stream()
              .collect(Collectors.toMap(RetiredSecret::generation, secret -> secret));
      for (RetiredSecret secret : after.get(i).secrets()) {
        RetiredSecret old = previous.get(secret.generation());
        if (old == null) {
          added.add(secret);
        } else if (!old.endsAt().equals(secret.endsAt())) {
          ended.add(secret);
        }
      }
    }
    store.insert(writes, added);
    store.updateEnd(writes, ended);
  }
}
