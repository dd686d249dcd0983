package com.remitflex.features.payments.steps;

import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.compliance.Screening;
import com.remitflex.features.compliance.reviews.Held;
import com.remitflex.features.compliance.rules.RuleCheck;
import com.remitflex.features.payments.DueStore;
import com.remitflex.features.payments.DueStore.Claimed;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentStep;
import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.Rails;
import com.remitflex.features.rails.Submission;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.jobs.Ending;
import com.remitflex.platform.telemetry.Span;
import com.remitflex.platform.telemetry.Traces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the due steps of payments until their rails have them: claims them, calls screening outside
 * of any transaction, and submits the outcomes to the engine, whose transaction puts a started
 * payment into the queue of its rail. While one thread waits for the engine, the other one claims.
 */
public final class PaymentWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PaymentWorker.class);
  private static final int THREADS = 2;

  /** As many as the engine takes into one batch: more would only wait. */
  private static final int MAX_CLAIMED = 128;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Database database;
  private final Engine engine;
  private final PaymentChecks checks;
  private final Rails rails;
  private final Traces traces;
  private final List<Thread> threads = new ArrayList<>();

  /** Held while claiming, and while nothing is due: then one thread asks, not each of them. */
  private final ReentrantLock turn = new ReentrantLock();

  private final Ending ending = new Ending();
  private final ClaimPause pause = new ClaimPause(ending);

  public PaymentWorker(
      Database database, Engine engine, PaymentChecks checks, Rails rails, Traces traces) {
    this.database = database;
    this.engine = engine;
    this.checks = checks;
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
    while (!ending.hasBegun()) {
      try {
        int claimed = workOnce();
        if (claimed > 0) {
          pause.after(claimed, MAX_CLAIMED);
        }
      } catch (RuntimeException | Error e) {
        // The claims expire, and the steps are claimed again.
        LOG.warn("due payments are delayed: {}", e.toString());
        ending.pause(RETRY_AFTER);
      }
    }
  }

  /** Takes the steps that are due; returns how many it claimed. */
  int workOnce() {
    List<Claimed> claimed = claimInTurn();
    if (!claimed.isEmpty()) {
      try (Span span = traces.worker("payments.advance")) {
        span.set("remitflex.payments", claimed.size());
        take(claimed);
      }
    }
    return claimed.size();
  }

  private List<Claimed> claimInTurn() {
    turn.lock();
    try {
      List<Claimed> claimed =
          database.withEngineSettings(handle -> DueStore.ROWS.claim(handle, MAX_CLAIMED));
      if (claimed.isEmpty()) {
        pause.after(0, MAX_CLAIMED);
      }
      return claimed;
    } finally {
      turn.unlock();
    }
  }

  private void take(List<Claimed> claimed) {
    for (Result<Completed> outcome : engine.runAll(claimed.stream().map(this::command).toList())) {
      if (outcome instanceof Result.Rejected<Completed> rejected) {
        logRejection(rejected);
      }
    }
  }

  /** A rejected step is claimed again, unless another command has moved the payment on. */
  static void logRejection(Result.Rejected<Completed> rejected) {
    if (rejected.error().code() != ErrorCode.NOT_FOUND) {
      LOG.warn("the step of a payment is retried later: {}", rejected.error().message());
    }
  }

  private Command command(Claimed claimed) {
    Payment payment = claimed.payment();
    return switch (claimed.step()) {
      case START -> screened(payment);
      case RELEASE -> new AdvancePayment(payment, released(payment));
      case SUBMIT, REPORT -> new HandOver(payment.key(), rails.submission(payment.order()));
    };
  }

  private Command screened(Payment payment) {
    return switch (checks.screening().screen(payment.order())) {
      case Screening.Verdict.Clear _ -> start(payment, Optional.empty());
      case Screening.Verdict.Review(Held held) -> start(payment, Optional.of(held));
      case Screening.Verdict.Blocked(FailureReason reason) ->
          new AdvancePayment(payment, PaymentStep.fail(reason));
    };
  }

  private Command start(Payment payment, Optional<Held> held) {
    return new StartPayment(
        payment,
        held,
        new RuleCheck(checks.rules().current(), payment.order(), checks.rates()),
        PaymentStep.start(submission(payment)),
        why -> PaymentStep.hold(why, checks.policy()));
  }

  /** The time of a review is over: no live payment is ever approved without a person. */
  private PaymentStep released(Payment payment) {
    return switch (payment.key().head().environment()) {
      case SANDBOX -> PaymentStep.approve(submission(payment));
      case LIVE -> PaymentStep.rejectUndecided();
    };
  }

  private Submission submission(Payment payment) {
    try (Span span = Span.current().child("rail.submit")) {
      Submission submission = rails.submission(payment.order());
      span.set("remitflex.environment", payment.key().head().environment().word());
      span.set("remitflex.corridor", payment.order().corridor());
      span.set("remitflex.rail", submission.rail());
      span.set("remitflex.rail.outcome", "accepted");
      return submission;
    }
  }

  @Override
  public void close() {
    ending.begin();
    try {
      for (Thread thread : threads) {
        thread.join(Duration.ofSeconds(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
