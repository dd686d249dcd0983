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
import com.remitflex.platform.telemetry.Span;
import com.remitflex.platform.telemetry.Traces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the due steps of payments: claims them, calls screening and rails outside of any
 * transaction, and submits the outcomes to the engine. While one thread waits for the engine, the
 * other one claims.
 */
public final class PaymentWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PaymentWorker.class);
  private static final int THREADS = 2;

  /** As many as the engine takes into one batch: more would only wait. */
  private static final int MAX_CLAIMED = 128;

  private static final long POLL_MILLIS = 50;
  private static final long RETRY_MILLIS = 1_000;

  private final Database database;
  private final Engine engine;
  private final Screening screening;
  private final Rails rails;
  private final Traces traces;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closed;

  /** A step that the engine takes, for the payment as it was claimed. */
  private record Advance(Payment payment, PaymentStep step, boolean thenSubmit) {
    static Advance of(Payment payment, PaymentStep step) {
      return new Advance(payment, step, false);
    }

    AdvancePayment command() {
      return new AdvancePayment(payment, step);
    }
  }

  public PaymentWorker(
      Database database, Engine engine, Screening screening, Rails rails, Traces traces) {
    this.database = database;
    this.engine = engine;
    this.screening = screening;
    this.rails = rails;
    this.traces = traces;
    for (int i = 1; i <= THREADS; i++) {
      threads.add(Thread.ofPlatform().name("payments-" + i).unstarted(this::work));
    }
  }

  public PaymentWorker start() {
    threads.forEach(Thread::start);
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
    List<Claimed> claimed =
        database.withEngineSettings(handle -> DueStore.ROWS.claim(handle, MAX_CLAIMED));
    if (!claimed.isEmpty()) {
      try (Span span = traces.worker("payments.advance")) {
        span.set("remitflex.payments", claimed.size());
        take(claimed);
      }
    }
    return claimed.size();
  }

  private void take(List<Claimed> claimed) {
    List<Advance> advances = new ArrayList<>();
    List<Postponed> postponed = new ArrayList<>();
    for (Claimed one : claimed) {
      Payment payment = one.payment();
      switch (one.step()) {
        case START -> advances.add(screened(payment));
        case RELEASE -> advances.add(thenSubmit(payment, Trigger.APPROVE));
        case SUBMIT -> submit(payment, advances, postponed);
        case REPORT -> report(payment, advances, postponed);
      }
    }
    List<Advance> rejectedByRail = new ArrayList<>();
    for (Payment payment : advance(advances)) {
      submit(payment, rejectedByRail, postponed);
    }
    if (!postponed.isEmpty()) {
      database.useEngineSettings(handle -> DueStore.ROWS.postpone(handle, postponed));
    }
    advance(rejectedByRail);
  }

  /** Takes these steps; returns the payments that are to be submitted to their rail now. */
  private List<Payment> advance(List<Advance> advances) {
    List<Result<Completed>> outcomes =
        engine.runAll(advances.stream().map(Advance::command).toList());
    List<Payment> submitted = new ArrayList<>();
    for (int i = 0; i < advances.size(); i++) {
      Advance advance = advances.get(i);
      switch (outcomes.get(i)) {
        case Result.Rejected<Completed> rejected -> logRejection(rejected);
        case Result.Ok<Completed> _ when advance.thenSubmit() -> submitted.add(advance.payment());
        case Result.Ok<Completed> _ -> {}
      }
    }
    return submitted;
  }

  /** A rejected step is claimed again, unless another command has moved the payment on. */
  private static void logRejection(Result.Rejected<Completed> rejected) {
    if (rejected.error().code() != ErrorCode.NOT_FOUND) {
      LOG.warn("the step of a payment is retried later: {}", rejected.error().message());
    }
  }

  private Advance screened(Payment payment) {
    return switch (screening.screen(payment.order())) {
      case Screening.Verdict.Clear clear -> thenSubmit(payment, Trigger.START);
      case Screening.Verdict.Review review ->
          Advance.of(payment, PaymentStep.of(Trigger.HOLD, review.approvedAfter()));
    };
  }

  /**
   * A step to `processing`, after which this worker submits the payment without claiming it again:
   * the submission is due for others when the claim would have expired.
   */
  private static Advance thenSubmit(Payment payment, Trigger trigger) {
    return new Advance(payment, PaymentStep.of(trigger, DueStore.CLAIM), true);
  }

  private void submit(Payment payment, List<Advance> advances, List<Postponed> postponed) {
    switch (rail(payment).submit(payment.order())) {
      case Submission.Accepted accepted ->
          postponed.add(
              new Postponed(payment.key(), Step.SUBMIT, Step.REPORT, accepted.reportAfter()));
      case Submission.Refused refused ->
          advances.add(Advance.of(payment, PaymentStep.fail(refused.reason())));
      case Submission.Unknown unknown ->
          postponed.add(
              new Postponed(payment.key(), Step.SUBMIT, Step.SUBMIT, unknown.againAfter()));
    }
  }

  private void report(Payment payment, List<Advance> advances, List<Postponed> postponed) {
    Rail.Stage stage =
        payment.status() == PaymentStatus.SETTLED ? Rail.Stage.SETTLED : Rail.Stage.PROCESSING;
    switch (rail(payment).report(payment.order(), stage)) {
      case Report.Pending pending -> postponed.add(again(payment, pending.againAfter()));
      case Report.Settled settled ->
          advances.add(Advance.of(payment, PaymentStep.of(Trigger.SETTLE, settled.againAfter())));
      case Report.Delivered delivered ->
          advances.add(Advance.of(payment, PaymentStep.of(Trigger.DELIVER)));
      case Report.Failed failed ->
          advances.add(Advance.of(payment, PaymentStep.fail(failed.reason())));
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
      for (Thread thread : threads) {
        thread.join(Duration.ofSeconds(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
