package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.RetiredSecretStore;
import com.remitflex.features.apikeys.RetiredSecretStore.SecretId;
import com.remitflex.features.apikeys.authentication.KeyUseStore;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.jobs.MaintenanceTask;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The maintenance of keys: ends grace periods early that nobody uses, warns of keys that are about
 * to expire, and deletes expired rows. A run on two nodes at the same time does nothing twice.
 */
public final class KeyMaintenance {
  /** How many days before the expiry of a key its owner is warned. */
  static final List<Integer> WARNING_DAYS = List.of(1, 3, 14);

  private static final Logger LOG = LoggerFactory.getLogger(KeyMaintenance.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  /** Longer than any grace period. */
  private static final Duration SECRET_USE_LIFETIME = Duration.ofDays(8);

  private final Database database;
  private final Engine engine;
  private final KeyStore keys;
  private final RetiredSecretStore retiredSecrets;
  private final KeyRepositories repositories;

  KeyMaintenance(Database database, Engine engine, KeyStore keys, KeyRepositories repositories) {
    this.database = database;
    this.engine = engine;
    this.keys = keys;
    this.retiredSecrets = new RetiredSecretStore(keys.hasher());
    this.repositories = repositories;
  }

  /** The maintenance as a task that one node runs once per minute. */
  public MaintenanceTask task() {
    return MaintenanceTask.of("api-keys", INTERVAL, () -> run(WARNING_DAYS));
  }

  /** Runs once; returns how many keys it changed. */
  int run(List<Integer> warningDays) {
    Instant now = database.with(DatabaseClock::read);
    int changed = endInactiveGracePeriods(now);
    for (int days : warningDays) {
      changed += warnOfExpiry(days, now);
    }
    database.use(ShownSecretStore::deleteExpired);
    database.with(handle -> KeyUseStore.deleteExpired(handle, now.minus(SECRET_USE_LIFETIME)));
    return changed;
  }

  private int endInactiveGracePeriods(Instant now) {
    int changed = 0;
    for (SecretId secret : database.with(handle -> retiredSecrets.inactive(handle, now))) {
      Optional<ApiKey> key =
          database.with(handle -> keys.byIds(handle, List.of(secret.keyId()))).stream().findFirst();
      if (key.isPresent()) {
        Caller platform = Caller.platform(key.get().head());
        changed +=
            run(
                new EndGracePeriod(
                    repositories,
                    platform,
                    secret.keyId(),
                    key.get().decoy(),
                    Optional.of(secret.generation())));
      }
    }
    return changed;
  }

  private int warnOfExpiry(int days, Instant now) {
    Instant by = now.plus(Duration.ofDays(days));
    int changed = 0;
    for (ApiKey key : database.with(handle -> keys.expiring(handle, now, by, days))) {
      changed += run(new WarnOfExpiry(repositories, key, days));
    }
    return changed;
  }

  /** Returns 1 if the command took effect; the next run repeats a rejected one. */
  private int run(KeyCommand command) {
    return switch (engine.run(command)) {
      case Result.Ok<Completed> _ -> 1;
      case Result.Rejected<Completed> rejected -> {
        LOG.warn("the maintenance of a key will be repeated: {}", rejected.error().message());
        yield 0;
      }
    };
  }
}
