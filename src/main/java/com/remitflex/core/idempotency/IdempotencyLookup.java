package com.remitflex.core.idempotency;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.IdempotencyKey;
import com.remitflex.platform.database.Database;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/** Finds out whether the request with an idempotency key took effect. */
public final class IdempotencyLookup {
  private final Database database;

  public IdempotencyLookup(Database database) {
    this.database = database;
  }

  /** The result of the request with this key; empty if none took effect. */
  public Optional<IdempotencyRecord> find(HeadId head, IdempotencyKey key) {
    Set<IdempotencyRecord.Key> keys = Set.copyOf(IdempotencyRecord.Key.all(head, key));
    return database.with(handle -> IdempotencyStore.load(handle, keys)).stream()
        .min(Comparator.comparing(IdempotencyRecord::createdAt));
  }
}
