package com.remitflex.features.apikeys;

import com.remitflex.core.engine.CallerStatuses;
import com.remitflex.core.engine.State;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.errors.ApiError;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a batch's callers, and the replaced secrets of those that were rolled. */
public final class KeyStatuses implements CallerStatuses {
  private final Map<String, ApiKey> keys = new HashMap<>();
  private final Map<String, GracePeriods> gracePeriods = new HashMap<>();

  public KeyStatuses(Collection<ApiKey> keys, Collection<GracePeriods> gracePeriods) {
    keys.forEach(this::changed);
    gracePeriods.forEach(this::changed);
  }

  /** Statuses of keys that were never rolled. */
  public static KeyStatuses of(Collection<ApiKey> keys) {
    return new KeyStatuses(keys, List.of());
  }

  /** The caller's key as it is under the locks; empty when the caller is not a key. */
  public static Optional<ApiKey> key(State state, Principal caller) {
    return state.callers(KeyStatuses.class).flatMap(statuses -> statuses.find(caller));
  }

  private Optional<ApiKey> find(Principal caller) {
    return Optional.ofNullable(keys.get(caller.keyId()));
  }

  @Override
  public Optional<ApiError> rejection(Principal caller, Instant now) {
    Optional<ApiKey> key = find(caller);
    return key.isEmpty()
        ? Optional.of(ApiKey.unknown())
        : presented(key.get(), caller.generation())
            .map(presented -> presented.status(now))
            .orElse(KeyStatus.REVOKED)
            .rejection();
  }

  /** The key with the presented secret; empty when the secret's grace period is over. */
  private Optional<Presented> presented(ApiKey key, long generation) {
    if (generation == key.generation()) {
      return Optional.of(new Presented(key, Optional.empty(), false));
    }
    return Optional.ofNullable(gracePeriods.get(key.id()))
        .flatMap(periods -> periods.find(generation))
        .map(secret -> new Presented(key, Optional.of(secret), false));
  }

  @Override
  public boolean isWithoutEffect(Principal caller) {
    return find(caller).filter(ApiKey::isCanary).isPresent();
  }

  /** Commands see the changes to keys of the commands before them. */
  @Override
  public void changed(Object row) {
    switch (row) {
      case ApiKey key -> keys.put(key.id(), key);
      case GracePeriods ofKey -> gracePeriods.put(ofKey.keyId(), ofKey);
      default -> {}
    }
  }
}
