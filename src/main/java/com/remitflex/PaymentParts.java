package com.remitflex;

import com.remitflex.core.engine.Engine;
import com.remitflex.features.compliance.SandboxScreening;
import com.remitflex.features.corridors.rates.sources.LiveRates;
import com.remitflex.features.exchange.Exchanges;
import com.remitflex.features.exchange.conversions.ConversionRules;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.metrics.PaymentMetrics;
import com.remitflex.features.payments.sandbox.SandboxService;
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
    PaymentService service, SandboxService sandbox, Exchanges exchanges, LiveRates rates) {
  static PaymentParts start(
      Node node,
      Engine engine,
      LiveRates rates,
      List<Rail> live,
      ForbiddenAddresses forbidden,
      Pauses pauses) {
    Config config = node.config();
    Rails rails =
        new Rails(new SandboxRail(config.sandboxProcessing(), config.sandboxSettled()), live);
    StrandedOrders.warn(node.database(), rails);
    for (Rail rail : rails.all()) {
      node.started(new RailWorker(node.database(), engine, rail, pauses, node.traces()).start());
    }
    node.started(
        new PaymentWorker(
                node.database(),
                engine,
                new SandboxScreening(config.sandboxReview()),
                rails,
                node.traces())
            .start());
    PaymentService service =
        new PaymentService(
            node.database(),
            engine,
            node.audit(),
            rates,
            rails,
            new WalletRules(
                new Networks(rails.liveNames()), Networks.simulatedContracts().or(forbidden)),
            config.sandboxPending());
    List<String> names = rails.all().stream().map(Rail::name).toList();
    node.started(new PaymentMetrics(service, names, node.meters()).start());
    PauseMetrics.register(pauses, names, node.meters());
    return new PaymentParts(
        service,
        new SandboxService(engine),
        Exchanges.of(node.database(), engine, rates, ConversionRules.NONE),
        rates);
  }
}
