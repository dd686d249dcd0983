package com.remitflex.core.audit;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.KeyHasher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * The audit log: who did what to an account and its keys. Each entry is written in the transaction
 * of the action that it records.
 */
public final class AuditTrail {
  /** The chain of what concerns the platform and no single account, in place of an account's ID. */
  public static final String PLATFORM = "platform";

  private static final AuditStore HEADS = AuditStore.HEADS;

  private static final int WITNESS_BATCH_SIZE = 1_000;

  private final AuditChain chain;

  /**
   * The log of this installation.
   *
   * @param hasher derives the secrets of the MACs
   */
  public AuditTrail(KeyHasher hasher) {
    this.chain = new AuditChain(hasher);
  }

  /** An entry of an account that is created with a history. */
  public record Past(Optional<Environment> environment, AuditAction action, Instant at) {}

  /** Starts the log of a new account with these entries; earlier writes create the account. */
  public void begin(Writes writes, String accountId, List<Past> past) {
    AuditHead last =
        new AuditHead(accountId, 0, AuditChain.firstHash(), Instant.EPOCH, new byte[0], List.of());
    for (Past one : past) {
      last = chain.append(last, one.environment(), one.action(), one.at());
    }
    HEADS.update(writes, List.of(), List.of(last));
  }

  /** Adds the rows that {@link #append(State, Effects, HeadId, AuditAction)} reads. */
  public static void prefetch(ReadSet reads, String accountId) {
    reads.row(HEADS, accountId);
  }

  /**
   * Adds an entry about one environment of an account to the effects of a command; several entries
   * are written in this order.
   */
  public void append(State state, Effects effects, HeadId head, AuditAction action) {
    append(state, effects, head, action, state.now(head));
  }

  /** As {@link #append(State, Effects, HeadId, AuditAction)}, at a time of another account. */
  public void append(State state, Effects effects, HeadId head, AuditAction action, Instant at) {
    AuditHead last =
        effects
            .find(HEADS, head.accountId())
            .or(() -> state.find(HEADS, head.accountId()))
            .orElseThrow(() -> missing(head.accountId()));
    effects.update(
        HEADS, head.accountId(), chain.append(last, Optional.of(head.environment()), action, at));
  }

  /**
   * Adds an entry about the whole account. The transaction must not lock an account head after
   * this: heads are locked before the audit log.
   */
  public void append(Handle handle, String accountId, AuditAction action) {
    append(handle, accountId, Optional.empty(), action);
  }

  /** As {@link #append(Handle, String, AuditAction)}, about one environment of the account. */
  public void append(Handle handle, HeadId head, AuditAction action) {
    append(handle, head.accountId(), Optional.of(head.environment()), action);
  }

  private void append(
      Handle handle, String accountId, Optional<Environment> environment, AuditAction action) {
    AuditHead last =
        Optional.ofNullable(HEADS.load(handle, List.of(accountId)).get(accountId))
            .orElseThrow(() -> missing(accountId));
    AuditHead after = chain.append(last, environment, action, DatabaseClock.read(handle));
    Writes.send(handle, writes -> HEADS.update(writes, List.of(last), List.of(after)));
  }

  /** The violations of all chains, one per line; the handle must read one snapshot. */
  public List<String> violations(Handle handle) {
    return new AuditCheck(chain).violations(handle);
  }

  /** The last entry of each chain, one per line, to be stored outside the database. */
  public static List<String> witnesses(Handle handle) {
    return AuditStore.heads(handle).stream()
        .filter(head -> head.seq() > 0)
        .map(head -> AuditWitness.of(head).line())
        .toList();
  }

  /** The number of witnesses in a text, and the contradictions in the database, one per line. */
  public record Compared(long witnesses, List<String> contradictions) {}

  /**
   * Compares the chains with witnesses that were stored outside the database.
   *
   * @param lines lines of an export or of the server's log; other text in them is ignored
   */
  public static Compared compare(Handle handle, Stream<String> lines) {
    long count = 0;
    List<String> found = new ArrayList<>();
    List<AuditWitness> some = new ArrayList<>();
    Iterator<String> all = lines.iterator();
    while (all.hasNext()) {
      some.addAll(AuditWitness.in(all.next()));
      if (some.size() >= WITNESS_BATCH_SIZE) {
        count += some.size();
        found.addAll(contradictions(handle, some));
        some.clear();
      }
    }
    found.addAll(contradictions(handle, some));
    return new Compared(count + some.size(), found);
  }

  private static List<String> contradictions(Handle handle, List<AuditWitness> witnesses) {
    Map<AuditStore.EntryId, String> hashes = AuditStore.hashes(handle, witnesses);
    List<String> found = new ArrayList<>();
    for (AuditWitness witness : witnesses) {
      Optional<String> hash =
          Optional.ofNullable(
              hashes.get(new AuditStore.EntryId(witness.accountId(), witness.seq())));
      if (hash.isEmpty()) {
        found.add(
            witness.accountId()
                + " audit entry "
                + witness.seq()
                + " is missing: the chain was rolled back, or the database is an older copy");
      } else if (!hash.get().equals(witness.hash())) {
        found.add(
            witness.accountId()
                + " audit entry "
                + witness.seq()
                + " differs from the recorded one: the chain was rolled back and continued");
      }
    }
    return found;
  }

  /** The accounts that have a chain. */
  public static List<String> accounts(Handle handle) {
    return AuditStore.heads(handle).stream().map(AuditHead::accountId).toList();
  }

  /** Signs the head of a chain again with the current pepper, if its MAC is valid. */
  public void signAgain(Handle handle, String accountId) {
    Optional.ofNullable(HEADS.load(handle, List.of(accountId)).get(accountId))
        .filter(head -> head.seq() > 0 && chain.isSealed(head))
        .ifPresent(head ->
            Writes.send(
                handle,
                writes -> HEADS.update(writes, List.of(head), List.of(chain.sealed(head)))));
  }

  private static IllegalStateException missing(String accountId) {
    return new IllegalStateException("no audit head for " + accountId);
  }
}
