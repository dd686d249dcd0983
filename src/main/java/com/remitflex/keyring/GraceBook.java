package com.remitflex.keyring;

import com.remitflex.database.DatabaseClock;
import com.remitflex.database.Writes;
import com.remitflex.engine.Book;
import com.remitflex.keys.Graces;
import com.remitflex.keys.RetiredSecret;
import com.remitflex.keys.RetiredSecretStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The replaced secrets of keys, as one row a key. */
record GraceBook(RetiredSecretStore store) implements Book<String, Graces> {
  @Override
  public Map<String, Graces> load(Handle handle, Collection<String> keyIds) {
    return store.graces(handle, keyIds, DatabaseClock.read(handle));
  }

  @Override
  public void insert(Writes writes, List<Graces> rows) {
    store.insert(writes, rows.stream().flatMap(row -> row.secrets().stream()).toList());
  }

  @Override
  public void update(Writes writes, List<Graces> before, List<Graces> after) {
    List<RetiredSecret> added = new ArrayList<>();
    List<RetiredSecret> ended = new ArrayList<>();
    for (int i = 0; i < after.size(); i++) {
      Map<Long, RetiredSecret> known =
          before.get(i).secrets().stream()
              .collect(Collectors.toMap(RetiredSecret::generation, secret -> secret));
      for (RetiredSecret secret : after.get(i).secrets()) {
        RetiredSecret was = known.get(secret.generation());
        if (was == null) {
          added.add(secret);
        } else if (!was.endsAt().equals(secret.endsAt())) {
          ended.add(secret);
        }
      }
    }
    store.insert(writes, added);
    store.end(writes, ended);
  }

  @Override
  public void delete(Writes writes, List<Graces> rows) {
    throw new IllegalStateException("a secret is remembered for good");
  }
}
