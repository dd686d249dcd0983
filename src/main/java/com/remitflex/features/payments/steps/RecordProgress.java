package com.remitflex.features.payments.steps;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.payments.OrderStore;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.PaymentStore;
import com.remitflex.features.payments.SubmittedOrder;
import com.remitflex.features.rails.Report;
import com.remitflex.platform.errors.ErrorCode;
import java.util.Optional;

/**
 * Records the facts that a rail reports while a payment is processing. It moves no money and emits
 * no event, and the payment's `updated_at` stays that of its last event.
 */
public final class RecordProgress implements Command {
  private final PaymentKey key;
  private final Caller caller;
  private final Report.Progress progress;

  public RecordProgress(PaymentKey key, Report.Progress progress) {
    this.key = key;
    this.caller = Caller.platform(key.head());
    this.progress = progress;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet reads) {
    reads.row(PaymentStore.ROWS, key);
    reads.row(OrderStore.ROWS, key);
  }

  /** Rejects a report that comes after the payment was settled or released. */
  @Override
  public Decision decide(State state) {
    Optional<Payment> payment =
        state
            .find(PaymentStore.ROWS, key)
            .filter(found -> found.status() == PaymentStatus.PROCESSING);
    Optional<SubmittedOrder> order = state.find(OrderStore.ROWS, key);
    if (payment.isEmpty() || order.isEmpty()) {
      return Decision.reject(ErrorCode.NOT_FOUND, key.id() + " is not with its rail");
    }

    Effects effects = new Effects();
    effects.update(PaymentStore.ROWS, key, payment.get().with(Optional.of(progress.settlement())));
    effects.update(
        OrderStore.ROWS, key, order.get().dueAt(state.now(key.head()).plus(progress.againAfter())));
    return new Decision.Accepted(effects, new CommandResult(200, "{}", key.id()));
  }

  /** The same facts are recorded once and twice. */
  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }
}
