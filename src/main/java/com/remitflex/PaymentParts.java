package com.remitflex;

import com.remitflex.core.engine.Engine;
import com.remitflex.features.compliance.AddressScreening;
import com.remitflex.features.compliance.ReceiverScreening;
import com.remitflex.features.compliance.SandboxScreening;
import com.remitflex.features.compliance.WalletScreening;
import com.remitflex.features.compliance.names.SandboxNames;
import com.remitflex.features.compliance.reviews.ReviewPolicy;
import com.remitflex.features.compliance.rules.ReviewRules;
import com.remitflex.features.corridors.rates.sources.LiveRates;
import com.remitflex.features.exchange.Exchanges;
import com.remitflex.features.exchange.conversions.VerifiedAccounts;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.creation.CreatePayment;
import com.remitflex.features.payments.creation.PaymentCreation;
import com.remitflex.features.payments.creation.TierSendingLimits;
import com.remitflex.features.payments.metrics.PaymentMetrics;
import com.remitflex.features.payments.reviews.ReviewMetrics;
import com.remitflex.features.payments.sandbox.SandboxService;
import com.remitflex.features.payments.steps.PaymentChecks;
import com.remitflex.features.payments.steps.PaymentWorker;
import com.remitflex.features.payments.steps.RailWorker;
import com.remitflex.features.payments.steps.StrandedOrders;
import com.remitflex.features.rails.Rail;
import com.remitflex.features.rails.Rails;
import com.remitflex.features.rails.SandboxRail;
import com.remitflex.features.rails.pauses.PauseMetrics;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.recipients.wallets.ForbiddenAddresses;
import com.remitflex.features.recipients.wallets.Networks;
import com.remitflex.features.recipients.wallets.WalletRules;
import java.util.List;

/** The payments, with the workers that advance them, and the exchanges. */
record PaymentParts(
    PaymentService service,
    PaymentCreation creation,
    SandboxService sandbox,
    Exchanges exchanges,
    LiveRates rates,
    ReviewRules reviewRules,
    WalletRules wallets) {
  static PaymentParts start(
      Node node,
      Engine engine,
      LiveRates rates,
      List<Rail> live,
      ForbiddenAddresses forbidden,
      AddressScreening blocked,
      Pauses pauses) {
    Rails rails = rails(node, live);
    startRails(node, engine, rails, pauses);
    WalletRules wallets =
        new WalletRules(
            new Networks(rails.liveNames()), Networks.simulatedContracts().or(forbidden));
    ReviewRules reviewRules = new ReviewRules(node.database(), node.audit());
    PaymentChecks checks =
        new PaymentChecks(
            new ReceiverScreening(
                new SandboxNames(),
                new WalletScreening(blocked, wallets.forbidden(), new SandboxScreening())),
            reviewRules,
            new ReviewPolicy(node.config().sandbox().review(), node.config().liveReview()),
            rates);
    node.started(new PaymentWorker(node.database(), engine, checks, rails, node.traces()).start());
    PaymentService service = new PaymentService(node.database(), engine, node.audit(), rails);
    measure(node, service, rails, pauses);
    CreatePayment.Terms terms =
        new CreatePayment.Terms(
            rates, rails, new TierSendingLimits(), node.config().sandbox().pending());
    return new PaymentParts(
        service,
        new PaymentCreation(engine, wallets, terms),
        new SandboxService(engine),
        Exchanges.of(node.database(), engine, rates, new VerifiedAccounts()),
        rates,
        reviewRules,
        wallets);
  }

  private static Rails rails(Node node, List<Rail> live) {
    Config.SandboxTimes times = node.config().sandbox();
    return new Rails(new SandboxRail(times.processing(), times.settled(), times.returned()), live);
  }

  private static void startRails(Node node, Engine engine, Rails rails, Pauses pauses) {
    StrandedOrders.warn(node.database(), rails);
    for (Rail rail : rails.all()) {
      node.started(new RailWorker(node.database(), engine, rail, pauses, node.traces()).start());
    }
  }

  private static void measure(Node node, PaymentService service, Rails rails, Pauses pauses) {
    List<String> names = rails.all().stream().map(Rail::name).toList();
    node.started(new PaymentMetrics(service, names, node.meters()).start());
    node.started(new ReviewMetrics(node.database(), node.meters()).start());
    PauseMetrics.register(pauses, names, node.meters());
  }
}
