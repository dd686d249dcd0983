package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.features.compliance.reviews.Held;
import com.remitflex.features.compliance.reviews.ReviewPolicy;
import com.remitflex.features.corridors.rates.FixedRates;
import com.remitflex.features.payments.PaymentStatus.Trigger;
import com.remitflex.features.payments.creation.CreatePayment;
import com.remitflex.features.payments.creation.PaymentRequest;
import com.remitflex.features.payments.steps.AdvancePayment;
import com.remitflex.features.rails.FailureReason;
import com.remitflex.features.rails.PaymentOrder;
import com.remitflex.features.rails.Rail;
import com.remitflex.features.rails.RailOrder;
import com.remitflex.features.rails.Rails;
import com.remitflex.features.rails.Report;
import com.remitflex.features.rails.ReturnReason;
import com.remitflex.features.rails.SandboxRail;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.money.Money;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The commands of payments, for tests of the engine. */
public final class PaymentCommands {
  static final CreatePayment.Terms TERMS =
      new CreatePayment.Terms(
          new FixedRates(),
          new Rails(
              new SandboxRail(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(5)),
              List.of(new LiveRail())),
          Duration.ofHours(1));

  private PaymentCommands() {}

  /** A payment to the account's default recipient. */
  public static Command create(Caller caller, Money amount) {
    return CreatePayment.payment(caller, request(amount, Optional.empty()), TERMS);
  }

  /** A payment to another account. */
  public static Command transfer(Caller caller, Money amount, String accountId) {
    return CreatePayment.payment(caller, request(amount, Optional.of(accountId)), TERMS);
  }

  public static Command cancel(Caller caller, String paymentId) {
    return new CancelPayment(caller, paymentId);
  }

  /** A step of the platform itself. */
  public static Command step(Database database, HeadId head, String id, Trigger trigger) {
    Payment payment = PaymentStore.find(database, new PaymentKey(head, id)).orElseThrow();
    return new AdvancePayment(payment, step(payment, trigger));
  }

  /** The step that a worker takes for a trigger. */
  static PaymentStep step(Payment payment, Trigger trigger) {
    return switch (trigger) {
      case START -> PaymentStep.start(TERMS.rails().submission(payment.order()));
      case HOLD ->
          PaymentStep.hold(
              new Held("test", "It is a test."),
              new ReviewPolicy(Duration.ofMinutes(1), Optional.empty()));
      case APPROVE -> PaymentStep.approve(TERMS.rails().submission(payment.order()));
      case REJECT ->
          PaymentStep.review(
              ReviewDecision.rejected(Actor.operator(), "unknown sender").orElseThrow(),
              TERMS.rails());
      case SETTLE -> PaymentStep.settle(Optional.empty(), Duration.ZERO);
      case DELIVER -> PaymentStep.deliver(Optional.empty());
      case RETURN ->
          PaymentStep.takeBack(
              new Payment.Returned(payment.converted(), new ReturnReason("AC04", "closed")));
      case FAIL -> PaymentStep.fail(FailureReason.RAIL_FAILED);
      case CANCEL -> PaymentStep.cancel();
    };
  }

  /** A live rail to wallets on `base` that never has anything to report. */
  private static final class LiveRail implements Rail {
    @Override
    public String name() {
      return "base";
    }

    @Override
    public Optional<ApiError> rejection(PaymentOrder order) {
      return Optional.empty();
    }

    @Override
    public Report work(RailOrder order) {
      return Report.Waiting.early(Duration.ofHours(1));
    }
  }

  private static PaymentRequest request(Money amount, Optional<String> destination) {
    return new PaymentRequest(
        amount,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        destination,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
