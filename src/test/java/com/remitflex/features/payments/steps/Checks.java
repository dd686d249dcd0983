package com.remitflex.features.payments.steps;

import com.remitflex.features.compliance.SandboxScreening;
import com.remitflex.features.compliance.reviews.ReviewPolicy;
import com.remitflex.features.compliance.rules.ReviewRules;
import com.remitflex.features.corridors.rates.FixedRates;
import com.remitflex.testing.TestPlatform;
import java.time.Duration;
import java.util.Optional;

/** The checks of the sandbox, with reviews that last. */
final class Checks {
  private Checks() {}

  static PaymentChecks of(TestPlatform platform) {
    return new PaymentChecks(
        new SandboxScreening(),
        new ReviewRules(platform.database(), platform.trail()),
        new ReviewPolicy(Duration.ofHours(1), Optional.empty()),
        new FixedRates());
  }
}
