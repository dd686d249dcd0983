package com.remitflex.features.payments;

import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.compliance.Screening;
import com.remitflex.features.payments.DueStore.Claimed;
import com.remitflex.features.payments.DueStore.Postponed;
import com.remitflex.features.payments.PaymentDue.Step;
import com.remitflex.features.payments.PaymentStatus.Trigger;
import com.remitflex.features.rails.Rail;
import com.remitflex.features.rails.Rails;
import com.remitflex.features.rails.Report;
import com.remitflex.features.rails.Submission;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the due steps of payments: claims them, calls screening and rails outside of any
 * transaction, and submits the outcomes to the engine.
 */
public final class PaymentWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PaymentWorker.class);
  private static final int MAX_CLAIMED = 256;
  private static final long POLL_MILLIS = 50;
  private static final long RETRY_MILLIS = 1_000;

  private final Database database;
  private final Engine engine;
  private final Screening screening;
  private final Rails rails;
  private final Thread thread = Thread.ofPlatform().name("payments").unstarted(this::work);
  private volatile boolean closed;

  public PaymentWorker(Database database, Engine engine, Screening screening, Rails rails) {
    this.database = database;
    this.engine = engine;
    this.screening = screening;
    this.rails = rails;
  }

  public PaymentWorker start() {
    thread.start();
    return this;
  }

  private void work() {
    while (!closed) {
      try {
        if (workOnce() == 0) {
          pause(POLL_MILLIS);
        }
      } catch (RuntimeException | Error e) {
        // The claims expire, and the steps are claimed again.
        LOG.warn("due payments are delayed: {}", e.toString());
        pause(RETRY_MILLIS);
      }
    }
  }

  /** Takes the steps that are due; returns how many it claimed. */
  int workOnce() {
    List<Claimed> claimed = database.with(handle -> DueStore.ROWS.claim(handle, MAX_CLAIMED));
    List<AdvancePayment> advances = new ArrayList<>();
    List<Postponed> postponed = new ArrayList<>();
    for (Claimed one : claimed) {
      switch (one.step()) {
        case START -> advances.add(screen(one.payment()));
        case RELEASE ->
            advances.add(new AdvancePayment(one.payment(), PaymentStep.of(Trigger.APPROVE)));
        case SUBMIT -> submit(one.payment(), advances, postponed);
        case REPORT -> report(one.payment(), advances, postponed);
      }
    }
    if (!postponed.isEmpty()) {
      database.use(handle -> DueStore.ROWS.postpone(handle, postponed));
    }
    engine.runAll(advances).forEach(PaymentWorker::logRejection);
    return claimed.size();
  }

  /** A rejected step is claimed again, unless another command has moved the payment on. */
  private static void logRejection(Result<Completed> outcome) {
    if (outcome instanceof Result.Rejected<Completed> rejected
        && rejected.error().code() != ErrorCode.NOT_FOUND) {
      LOG.warn("the step of a payment is retried later: {}", rejected.error().message());
    }
  }

  private AdvancePayment screen(Payment payment) {
    return new AdvancePayment(
        payment,
        switch (screening.screen(payment.order())) {
          case Screening.Verdict.Clear clear -> PaymentStep.of(Trigger.START);
          case Screening.Verdict.Review review ->
              PaymentStep.of(Trigger.HOLD, review.approvedAfter());
        });
  }

  private void submit(Payment payment, List<AdvancePayment> advances, List<Postponed> postponed) {
    switch (rail(payment).submit(payment.order())) {
      case Submission.Accepted accepted ->
          postponed.add(
              new Postponed(payment.key(), Step.SUBMIT, Step.REPORT, accepted.reportAfter()));
      case Submission.Refused refused ->
          advances.add(new AdvancePayment(payment, PaymentStep.fail(refused.reason())));
      case Submission.Unknown unknown ->
          postponed.add(
              new Postponed(payment.key(), Step.SUBMIT, Step.SUBMIT, unknown.againAfter()));
    }
  }

  private void report(Payment payment, List<AdvancePayment> advances, List<Postponed> postponed) {
    Rail.Stage stage =
        payment.status() == PaymentStatus.SETTLED ? Rail.Stage.SETTLED : Rail.Stage.PROCESSING;
    switch (rail(payment).report(payment.order(), stage)) {
      case Report.Pending pending -> postponed.add(again(payment, pending.againAfter()));
      case Report.Settled settled ->
          advances.add(
              new AdvancePayment(payment, PaymentStep.of(Trigger.SETTLE, settled.againAfter())));
      case Report.Delivered delivered ->
          advances.add(new AdvancePayment(payment, PaymentStep.of(Trigger.DELIVER)));
      case Report.Failed failed ->
          advances.add(new AdvancePayment(payment, PaymentStep.fail(failed.reason())));
    }
  }

  private static Postponed again(Payment payment, Duration after) {
    return new Postponed(payment.key(), Step.REPORT, Step.REPORT, after);
  }

  private Rail rail(Payment payment) {
    return rails.of(payment.key().head().environment());
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
