package com.remitflex.features.apikeys;

import com.remitflex.core.engine.CallerGuard;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.secrets.KeyHasher;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Reads the keys of a batch's callers again after the account heads are locked. */
public final class KeyGuard implements CallerGuard {
  private final KeyStore store;

  public KeyGuard(KeyHasher hasher) {
    this.store = new KeyStore(hasher);
  }

  @Override
  public Loading load(Reads reads, Collection<Principal> callers) {
    Set<String> ids = callers.stream().map(Principal::keyId).collect(Collectors.toSet());
    Found<SignedKey> found = store.byIds(reads, ids);
    return (handle, readAt) -> statuses(handle, callers, store.verified(found.rows()), readAt);
  }

  private KeyStatuses statuses(
      Handle handle, Collection<Principal> callers, List<ApiKey> keys, Instant readAt) {
    Map<String, ApiKey> byId =
        keys.stream().collect(Collectors.toMap(ApiKey::id, Function.identity()));
    // Grace periods matter only for a caller that did not present the newest secret.
    Set<String> rolled =
        callers.stream()
            .filter(caller ->
                Optional.ofNullable(byId.get(caller.keyId()))
                    .filter(key -> key.generation() != caller.generation())
                    .isPresent())
            .map(Principal::keyId)
            .collect(Collectors.toSet());
    return new KeyStatuses(
        keys, rolled.isEmpty() ? List.of() : store.gracePeriods(handle, rolled, readAt).values());
  }
}
