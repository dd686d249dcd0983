package com.remitflex.features.payments.steps;

import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.payments.OrderStore;
import com.remitflex.features.payments.OrderStore.HeldOrder;
import com.remitflex.features.payments.OrderStore.Postponed;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.PaymentStep;
import com.remitflex.features.payments.PaymentStore;
import com.remitflex.features.rails.Report;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records the reports of a rail: those that change a payment as commands of the engine. */
final class RailReports {
  private static final Logger LOG = LoggerFactory.getLogger(RailReports.class);

  private final Database database;
  private final Engine engine;
  private final String worker;

  /** A report on a payment as it was when its order was claimed. */
  record Reported(Payment payment, Report report) {}

  /**
   * Reports of one worker.
   *
   * @param worker the name under which it has claimed the orders
   */
  RailReports(Database database, Engine engine, String worker) {
    this.database = database;
    this.engine = engine;
    this.worker = worker;
  }

  void take(List<Reported> reported) {
    List<Postponed> postponed = new ArrayList<>();
    List<Reported> changes = new ArrayList<>();
    List<Command> commands = new ArrayList<>();
    for (Reported one : reported) {
      Optional<Command> command = command(one);
      if (command.isPresent()) {
        changes.add(one);
        commands.add(command.get());
      } else if (one.report() instanceof Report.Open open) {
        postponed.add(postponed(one, open));
      }
    }
    if (!postponed.isEmpty()) {
      database.useEngineSettings(handle -> OrderStore.ROWS.postpone(handle, postponed));
    }
    List<Result<Completed>> outcomes = engine.runAll(commands);
    for (int i = 0; i < outcomes.size(); i++) {
      ended(changes.get(i), outcomes.get(i));
    }
  }

  /** The command of a report; empty if it says nothing that is not known. */
  private static Optional<Command> command(Reported reported) {
    Payment payment = reported.payment();
    return switch (reported.report()) {
      case Report.Waiting _ -> Optional.empty();
      case Report.Progress progress ->
          payment.settlement().equals(Optional.of(progress.settlement()))
              ? Optional.empty()
              : Optional.of(new RecordProgress(payment.key(), progress));
      case Report.Settled settled ->
          advance(payment, PaymentStep.settle(settled.settlement(), settled.againAfter()));
      case Report.Delivered delivered ->
          advance(payment, PaymentStep.deliver(delivered.againAfter()));
      case Report.Returned(var amount, var reason) ->
          advance(payment, PaymentStep.takeBack(new Payment.Returned(amount, reason)));
      case Report.Failed failed -> advance(payment, PaymentStep.fail(failed.reason()));
    };
  }

  private static Optional<Command> advance(Payment payment, PaymentStep step) {
    return Optional.of(new AdvancePayment(payment, step));
  }

  private Postponed postponed(Reported reported, Report.Open open) {
    Optional<String> waiting =
        open instanceof Report.Waiting(Optional<String> reason, var _) ? reason : Optional.empty();
    return new Postponed(
        new HeldOrder(reported.payment().key(), worker), waiting, open.againAfter());
  }

  private void ended(Reported reported, Result<Completed> outcome) {
    switch (outcome) {
      case Result.Ok<Completed> _ -> {
        if (reported.report() instanceof Report.Failed(var reason, String proof)) {
          LOG.info("payment {} failed ({}): {}", reported.payment().id(), reason, proof);
        }
      }
      case Result.Rejected<Completed> rejected -> {
        PaymentWorker.logRejection(rejected);
        requireNotReleased(reported);
        requirePossible(reported);
      }
    }
  }

  /** A bank never sends back more than it received. */
  private static void requirePossible(Reported reported) {
    if (reported.report() instanceof Report.Returned returned
        && !reported.payment().canReturn(returned.amount())) {
      LOG.error(
          "the rail of {} reports that {} came back, but only {} was delivered: nothing was"
              + " credited; check the rail",
          reported.payment().id(),
          returned.amount(),
          reported.payment().converted());
    }
  }

  /** A payment whose funds were released must never leave the platform. */
  private void requireNotReleased(Reported reported) {
    if (reported.report() instanceof Report.Settled) {
      PaymentStore.find(database, reported.payment().key())
          .map(Payment::status)
          .filter(status -> status == PaymentStatus.FAILED || status == PaymentStatus.CANCELLED)
          .ifPresent(status ->
              LOG.error(
                  "payment {} is {} and its funds were released, but its rail reports that the"
                      + " money has left: check the rail",
                  reported.payment().id(),
                  status.word()));
    }
  }
}
