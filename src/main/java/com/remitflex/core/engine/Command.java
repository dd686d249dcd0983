package com.remitflex.core.engine;

import com.remitflex.core.accounts.HeadId;
import java.util.Optional;
import java.util.Set;

/** Something that moves money: decided by a pure function, applied together with its neighbours. */
public interface Command {
  /**
   * Id of the ledger transaction that it posts, fixed before its first try: how a re-run after an
   * unknown outcome finds that it was already done.
   */
  String transactionId();

  /** The accounts whose heads must be held. */
  Set<HeadId> heads();

  /** The API request behind it; empty for the platform's own steps. */
  Optional<Caller> caller();

  /** Asks for what {@link #decide} will read. */
  void needs(ReadSet needs);

  /**
   * All refusals first, in a fixed order; after the last one it succeeds. Reads nothing but the
   * state.
   */
  Decision decide(State state);

  /** Whether an earlier try, whose COMMIT was never answered, took effect. */
  default boolean isDone(State state) {
    return state.isPosted(transactionId());
  }

  /** The answer when it {@link #isDone}. */
  CommandResult answerAgain(State state);
}
