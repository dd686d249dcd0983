package com.remitflex.features.apikeys.signing;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.accounts.deposits.DepositSignatureStore;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressStore;
import com.remitflex.features.accounts.tiers.SentSignatureStore;
import com.remitflex.features.apikeys.KeySignatureStore;
import com.remitflex.features.apikeys.RetiredSecretStore;
import com.remitflex.features.apikeys.UnusedSecretStore;
import com.remitflex.features.apikeys.spending.KeySpending;
import com.remitflex.features.compliance.rules.ReviewRules;
import com.remitflex.features.rails.pauses.PauseStore;
import com.remitflex.features.recipients.saved.RecipientSignatures;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.Secrets;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.jdbi.v3.core.Handle;

/**
 * Puts the newest pepper into use, and hashes and signs every row again under it while the platform
 * runs. After an interruption, a second run completes it.
 */
public final class PepperRotation {
  private static final int ROWS_PER_STEP = 500;

  /** Longer than a node takes to learn which pepper is in use. */
  private static final Duration SWITCH_TIME = Duration.ofSeconds(2);

  private final Database database;
  private final KeyHasher hasher;
  private final AuditTrail trail;
  private final KeySignatureStore keys;
  private final RetiredSecretStore retiredSecrets;
  private final UnusedSecretStore unusedSecrets;
  private final ToIntFunction<Handle> others;

  public PepperRotation(Database database, KeyHasher hasher, AuditTrail trail) {
    this(database, hasher, trail, handle -> 0);
  }

  /**
   * As above, with rows of other parts.
   *
   * @param others signs them again and returns their number
   */
  public PepperRotation(
      Database database, KeyHasher hasher, AuditTrail trail, ToIntFunction<Handle> others) {
    this.others = others;
    this.database = database;
    this.hasher = hasher;
    this.trail = trail;
    this.keys = new KeySignatureStore(hasher);
    this.retiredSecrets = new RetiredSecretStore(hasher);
    this.unusedSecrets = new UnusedSecretStore(hasher);
  }

  /**
   * Rotates the pepper and returns the number of changed rows.
   *
   * @param progress receives a line after each step
   * @throws com.remitflex.platform.database.DatabaseStartException when a running node lacks the
   *     pepper
   */
  public long run(Consumer<String> progress) throws InterruptedException {
    database.inTransaction(handle -> {
      Secrets.use(handle, hasher);
      return hasher.loaded();
    });
    hasher.switchTo(hasher.loaded());
    long changed = 0;
    long changedByRun;
    do {
      // A row that a node wrote before it switched is found by the next run.
      Thread.sleep(SWITCH_TIME);
      changedByRun =
          signKeysAgain(progress)
              + database.inTransaction(retiredSecrets::signAgain)
              + database.inTransaction(unusedSecrets::signAgain)
              + database.with(KeySpending::signAgain)
              + database.with(SentSignatureStore::signAgain)
              + database.with(DepositAddressStore::signAgain)
              + database.with(DepositSignatureStore::signAgain)
              + database.with(RecipientSignatures::signAgain)
              + database.with(PauseStore::signAgain)
              + database.with(ReviewRules::signAgain)
              + database.with(others::applyAsInt);
      changed += changedByRun;
    } while (changedByRun > 0);
    for (String accountId : database.with(AuditTrail::accounts)) {
      database.inTransaction(handle -> {
        trail.signAgain(handle, accountId);
        return accountId;
      });
    }
    return changed;
  }

  private long signKeysAgain(Consumer<String> progress) {
    long read = 0;
    long changed = 0;
    KeySignatureStore.Step step = new KeySignatureStore.Step(1, 0, "");
    while (step.read() > 0) {
      String after = step.lastId();
      step = database.inTransaction(handle -> keys.signAgain(handle, after, ROWS_PER_STEP));
      read += step.read();
      changed += step.changed();
      progress.accept(read + " keys read, " + changed + " signed again");
    }
    return changed;
  }
}
