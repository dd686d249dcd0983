package com.remitflex.features.apikeys.journal;

import com.remitflex.core.accounts.Head;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.accounts.HeadStore;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.GracePeriods;
import com.remitflex.features.apikeys.KeySuspensionStore;
import com.remitflex.features.apikeys.RetiredSecretStore;
import com.remitflex.features.apikeys.authentication.RevocationStore;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.secrets.KeyHasher;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restricts the keys of a restored database as they were restricted before, by the journal. If the
 * journal does not contain everything since the backup, all keys are suspended.
 */
public final class JournalReplay {
  private static final Logger LOG = LoggerFactory.getLogger(JournalReplay.class);
  private static final int KEYS_PER_STEP = 200;

  private final RevocationJournal journal;
  private final KeyHasher hasher;
  private final AuditTrail audit;
  private final RetiredSecretStore retiredSecrets;

  public JournalReplay(RevocationJournal journal, KeyHasher hasher, AuditTrail audit) {
    this.journal = journal;
    this.hasher = hasher;
    this.audit = audit;
    this.retiredSecrets = new RetiredSecretStore(hasher);
  }

  /**
   * The outcome of a replay.
   *
   * @param restricted number of keys that were restricted again
   * @param suspended number of keys that were suspended
   */
  public record Outcome(boolean isComplete, int restricted, int suspended) {}

  /** Replays the journal into a database that was just restored. */
  public Outcome afterRestore() throws IOException {
    return replay(journal.read());
  }

  /**
   * Replays the journal if the database has fewer entries than the journal, because it was restored
   * in another way; returns whether it was.
   */
  public boolean atStart() {
    try {
      JournalContent content = journal.read();
      long last = journal.database().with(JournalStore::last);
      if (!content.isEmpty() && content.last() > last) {
        Outcome outcome = replay(content);
        LOG.warn(
            "The database is older than the revocation journal: it was restored. {} keys were"
                + " restricted again, and {} suspended.",
            outcome.restricted(),
            outcome.suspended());
        return true;
      }
    } catch (IOException e) {
      LOG.error("the revocation journal cannot be read: {}", e.toString());
    }
    return false;
  }

  private Outcome replay(JournalContent content) {
    boolean isComplete = content.isCompleteAfter(journal.database().with(JournalStore::last));
    int suspended = isComplete ? 0 : suspendAll();
    // First, because the entries that follow must have numbers that the journal lacks.
    journal
        .database()
        .use(handle -> JournalStore.raise(handle, content.isEmpty() ? 0 : content.last()));
    int restricted = 0;
    List<JournalContent.Last> all = List.copyOf(content.keys().values());
    for (int from = 0; from < all.size(); from += KEYS_PER_STEP) {
      List<JournalContent.Last> some =
          all.subList(from, Math.min(from + KEYS_PER_STEP, all.size()));
      restricted += journal.database().inTransaction(handle -> restrict(handle, some));
    }
    journal.forgetPosition();
    return new Outcome(isComplete, restricted, suspended);
  }

  private int suspendAll() {
    return journal
        .database()
        .inTransaction(handle -> {
          List<String> ids = new KeySuspensionStore(hasher).suspendAll(handle);
          Writes.send(handle, writes -> RevocationStore.append(writes, ids));
          return ids.size();
        });
  }

  private int restrict(Handle handle, List<JournalContent.Last> states) {
    List<String> ids = states.stream().map(state -> state.key().id()).toList();
    Set<HeadId> heads = new TreeSet<>();
    journal.keys().byIds(handle, ids).forEach(key -> heads.add(key.head()));
    if (heads.isEmpty()) {
      return 0;
    }
    List<Head> locked = HeadStore.lock(handle, heads);
    Instant now = DatabaseClock.read(handle);
    List<RestrictedKey> restricted = decide(handle, states, now);
    Writes.send(
        handle,
        writes -> {
          write(writes, restricted);
          RestrictionEvents.of(restricted, locked, now).write(writes);
        });
    for (RestrictedKey one : restricted) {
      audit.append(
          handle, one.key().head(), AuditAction.of(Actor.platform(), one.action(), one.key().id()));
    }
    return restricted.size();
  }

  private List<RestrictedKey> decide(Handle handle, List<JournalContent.Last> states, Instant now) {
    List<String> ids = states.stream().map(state -> state.key().id()).toList();
    var keys = journal.keys().byIds(handle, ids);
    var graces = journal.keys().gracePeriods(handle, ids, now);
    List<RestrictedKey> restricted = new ArrayList<>();
    for (ApiKey key : keys) {
      GracePeriods periods = graces.getOrDefault(key.id(), GracePeriods.none(key.id()));
      states.stream()
          .filter(state -> state.key().id().equals(key.id()))
          .findFirst()
          .flatMap(state -> RestrictedKey.of(key, periods, state, now))
          .ifPresent(restricted::add);
    }
    return restricted;
  }

  private void write(Writes writes, List<RestrictedKey> restricted) {
    journal.keys().update(writes, restricted.stream().map(RestrictedKey::key).toList());
    retiredSecrets.insert(
        writes, restricted.stream().flatMap(one -> one.added().stream()).toList());
    retiredSecrets.updateEnd(
        writes, restricted.stream().flatMap(one -> one.ended().stream()).toList());
    RevocationStore.append(writes, restricted.stream().map(one -> one.key().id()).toList());
  }
}
