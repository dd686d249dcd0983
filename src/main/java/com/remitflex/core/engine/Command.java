package com.remitflex.core.engine;

import com.remitflex.core.accounts.HeadId;
import java.util.Optional;
import java.util.Set;

/** A change of one or more accounts: a pure function decides it, one transaction applies it. */
public interface Command {
  /** The accounts whose heads must be locked; usually only the caller's. */
  default Set<HeadId> heads() {
    return Set.of(caller().head());
  }

  Caller caller();

  /** Adds the rows that {@link #decide} reads. */
  void prefetch(ReadSet reads);

  /**
   * Checks all rejections in a fixed order; after the last one the command must succeed. Reads only
   * the state.
   */
  Decision decide(State state);

  /**
   * The result of an earlier attempt, whose COMMIT had no response, if it took effect; empty also
   * for a command that has the same effect once and twice.
   */
  Optional<CommandResult> earlierResult(State state);
}
