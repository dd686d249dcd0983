package com.remitflex.features.payments.steps;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.payments.DueStore;
import com.remitflex.features.payments.OrderStore;
import com.remitflex.features.payments.PaymentDue;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.SubmittedOrder;
import com.remitflex.features.rails.Submission;
import com.remitflex.platform.errors.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Puts a payment into the queue of its rail that a version before had started: its step `submit` or
 * `report` is replaced. Under the account's head, so that a node of that version, which runs until
 * an upgrade is complete, does not act on the same step.
 */
final class HandOver implements Command {
  private final PaymentKey key;
  private final Caller caller;
  private final Submission submission;

  HandOver(PaymentKey key, Submission submission) {
    this.key = key;
    this.caller = Caller.platform(key.head());
    this.submission = submission;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet reads) {
    reads.row(DueStore.ROWS, key);
    reads.row(OrderStore.ROWS, key);
  }

  @Override
  public Decision decide(State state) {
    Optional<PaymentDue> due =
        state.find(DueStore.ROWS, key).filter(step -> wait(step).isPresent());
    if (due.isEmpty() || state.find(OrderStore.ROWS, key).isPresent()) {
      return Decision.reject(ErrorCode.NOT_FOUND, key.id() + " has no step to hand over");
    }

    Instant now = state.now(key.head());
    Effects effects = new Effects();
    effects.delete(DueStore.ROWS, key);
    effects.insert(
        OrderStore.ROWS,
        key,
        new SubmittedOrder(key, submission.rail(), now, now.plus(wait(due.get()).orElseThrow())));
    return new Decision.Accepted(effects, new CommandResult(200, "{}", key.id()));
  }

  /** How long the rail waits with the order; empty for a step that is not the rail's. */
  private Optional<Duration> wait(PaymentDue due) {
    return switch (due.step()) {
      case START, RELEASE -> Optional.empty();
      case SUBMIT -> Optional.of(submission.firstWorkAfter());
      case REPORT -> Optional.of(Duration.ZERO);
    };
  }

  /** A step is handed over once, and a repetition is rejected without an effect. */
  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }
}
