package com.remitflex.features.rails;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import java.time.Duration;
import java.util.Optional;

/** The rail of each environment. */
public final class Rails {
  private static final Rail NONE = new UnconfiguredRail();

  private final Rail sandbox;

  public Rails(Rail sandbox) {
    this.sandbox = new TracedRail(sandbox);
  }

  public Rail of(Environment environment) {
    return switch (environment) {
      case SANDBOX -> sandbox;
      case LIVE -> NONE;
    };
  }

  /** The live environment without a configured rail: it rejects every order. */
  private static final class UnconfiguredRail implements Rail {
    private static final Duration LATER = Duration.ofMinutes(5);

    @Override
    public Optional<ApiError> rejection(PaymentOrder order) {
      return Optional.of(
          ApiError.of(
              ErrorCode.RAIL_NOT_CONFIGURED,
              "No rail is configured for live payments on "
                  + order.corridor()
                  + ". Nothing was debited."));
    }

    @Override
    public Submission submit(PaymentOrder order) {
      return new Submission.Unknown(LATER);
    }

    @Override
    public Report report(PaymentOrder order, Stage stage) {
      return new Report.Pending(LATER);
    }
  }
}
