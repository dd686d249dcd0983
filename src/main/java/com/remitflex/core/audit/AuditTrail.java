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
 * The audit log: who did what to an account and its keys, written in the transaction of what it
 * records.
 */
public final class AuditTrail {
  private static final AuditStore BOOK = AuditStore.BOOK;

  private static final int COMPARED_AT_ONCE = 1_000;

  private final AuditChain chain;

  /**
   * The log of this installation.
   *
   * @param hasher gives the secrets of the seals
   */
  public AuditTrail(KeyHasher hasher) {
    this.chain = new AuditChain(hasher);
  }

  /** An entry of the time before now, of an account that is made with a past. */
  public record Past(Optional<Environment> environment, AuditAction act, Instant at) {}

  /** Begins the log of a new account, whose row these writes make before, with these entries. */
  public void begin(Writes writes, String accountId, List<Past> past) {
    AuditHead end =
        new AuditHead(accountId, 0, AuditChain.beginning(), Instant.EPOCH, new byte[0], List.of());
    for (Past one : past) {
      end = chain.append(end, one.environment(), one.act(), one.at());
    }
    BOOK.update(writes, List.of(), List.of(end));
  }

  /** Asks for what {@link #append(State, Effects, HeadId, Act)} reads. */
  public static void prefetch(ReadSet reads, String accountId) {
    reads.row(BOOK, accountId);
  }

  /**
   * Adds an entry of this account and environment to what a command does. Several in one command
   * stand in the order in which they are added.
   */
  public void append(State state, Effects effects, HeadId head, AuditAction act) {
    AuditHead end =
        effects
            .find(BOOK, head.accountId())
            .or(() -> state.find(BOOK, head.accountId()))
            .orElseThrow(() -> missing(head.accountId()));
    effects.update(
        BOOK,
        head.accountId(),
        chain.append(end, Optional.of(head.environment()), act, state.now(head)));
  }

  /**
   * Adds an entry about the account as a whole. In this transaction no account head may be locked
   * afterwards: heads are locked first, then the log.
   */
  public void append(Handle handle, String accountId, AuditAction act) {
    append(handle, accountId, Optional.empty(), act);
  }

  /** As {@link #append(Handle, String, Act)}, about one environment of the account. */
  public void append(Handle handle, HeadId head, AuditAction act) {
    append(handle, head.accountId(), Optional.of(head.environment()), act);
  }

  private void append(
      Handle handle, String accountId, Optional<Environment> environment, AuditAction act) {
    AuditHead end =
        Optional.ofNullable(BOOK.load(handle, List.of(accountId)).get(accountId))
            .orElseThrow(() -> missing(accountId));
    AuditHead after = chain.append(end, environment, act, DatabaseClock.read(handle));
    Writes.send(handle, writes -> BOOK.update(writes, List.of(end), List.of(after)));
  }

  /** What is wrong with the chains, a line each; asked in one snapshot of the database. */
  public List<String> violations(Handle handle) {
    return new AuditCheck(chain).violations(handle);
  }

  /** The ends of all chains that have begun, a line each, to be kept outside the database. */
  public static List<String> witnesses(Handle handle) {
    return AuditStore.heads(handle).stream()
        .filter(head -> head.seq() > 0)
        .map(head -> AuditWitness.of(head).line())
        .toList();
  }

  /** How many witnesses a text had, and what in the database contradicts them, a line each. */
  public record Compared(long witnesses, List<String> contradictions) {}

  /**
   * Compares the chains with what was kept of them outside the database.
   *
   * @param lines of an export or of the server's log; other text in them does not matter
   */
  public static Compared compare(Handle handle, Stream<String> lines) {
    long count = 0;
    List<String> found = new ArrayList<>();
    List<AuditWitness> some = new ArrayList<>();
    Iterator<String> all = lines.iterator();
    while (all.hasNext()) {
      some.addAll(AuditWitness.in(all.next()));
      if (some.size() >= COMPARED_AT_ONCE) {
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
                + " is gone: the chain was set back, or the database is an older copy");
      } else if (!hash.get().equals(witness.hash())) {
        found.add(
            witness.accountId()
                + " audit entry "
                + witness.seq()
                + " is another one than it was: the chain was set back and continued");
      }
    }
    return found;
  }

  /** The accounts that have a chain. */
  public static List<String> accounts(Handle handle) {
    return AuditStore.heads(handle).stream().map(AuditHead::accountId).toList();
  }

  /** Seals the end of a chain, if its seal fits, anew under the pepper in use. */
  public void sealAnew(Handle handle, String accountId) {
    Optional.ofNullable(BOOK.load(handle, List.of(accountId)).get(accountId))
        .filter(end -> end.seq() > 0 && chain.isSealed(end))
        .ifPresent(end ->
            Writes.send(
                handle, writes -> BOOK.update(writes, List.of(end), List.of(chain.sealed(end)))));
  }

  private static IllegalStateException missing(String accountId) {
    return new IllegalStateException("no audit head of " + accountId);
  }
}
