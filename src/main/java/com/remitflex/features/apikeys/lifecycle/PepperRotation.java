package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.RetiredSecretStore;
import com.remitflex.features.apikeys.spending.KeySpending;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.Secrets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Puts the newest pepper into use and writes every hash and seal anew under it, while the platform
 * runs. Whatever interrupts it, it can be run again.
 */
public final class PepperRotation {
  private static final int ROWS_AT_ONCE = 500;

  /** Longer than a node takes to learn which pepper is in use. */
  private static final Duration LEARNT = Duration.ofSeconds(2);

  private final Database database;
  private final KeyHasher hasher;
  private final AuditTrail trail;
  private final KeyStore keys;
  private final RetiredSecretStore retired;

  public PepperRotation(Database database, KeyHasher hasher, AuditTrail trail) {
    this.database = database;
    this.hasher = hasher;
    this.trail = trail;
    this.keys = new KeyStore(hasher);
    this.retired = new RetiredSecretStore(hasher);
  }

  /**
   * Rotates; answers how many rows it has written anew.
   *
   * @param progress told how far it has come
   * @throws com.remitflex.platform.database.DatabaseStartException when a running node lacks the
   *     pepper
   */
  public long run(Consumer<String> progress) throws InterruptedException {
    database.inTransaction(handle -> {
      Secrets.use(handle, hasher);
      return hasher.loaded();
    });
    hasher.switchTo(hasher.loaded());
    long written = 0;
    long pass;
    do {
      // What a node wrote before it knew is found by the next pass.
      Thread.sleep(LEARNT);
      pass =
          keys(progress)
              + database.inTransaction(retired::raise)
              + database.with(KeySpending::signAgain);
      written += pass;
    } while (pass > 0);
    for (String accountId : database.with(AuditTrail::accounts)) {
      database.inTransaction(handle -> {
        trail.signAgain(handle, accountId);
        return accountId;
      });
    }
    return written;
  }

  private long keys(Consumer<String> progress) {
    long looked = 0;
    long changed = 0;
    KeyStore.Raised step = new KeyStore.Raised(1, 0, "");
    while (step.looked() > 0) {
      String after = step.last();
      step = database.inTransaction(handle -> keys.raise(handle, after, ROWS_AT_ONCE));
      looked += step.looked();
      changed += step.changed();
      progress.accept(looked + " keys looked at, " + changed + " written anew");
    }
    return changed;
  }
}
