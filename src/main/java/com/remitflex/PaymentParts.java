package com.remitflex;

import com.remitflex.core.engine.Engine;
import com.remitflex.features.compliance.SandboxScreening;
import com.remitflex.features.corridors.FixedRates;
import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.PaymentWorker;
import com.remitflex.features.payments.metrics.PaymentMetrics;
import com.remitflex.features.payments.sandbox.SandboxService;
import com.remitflex.features.rails.Rails;
import com.remitflex.features.rails.SandboxRail;

/** The payments, and the worker that advances them. */
record PaymentParts(PaymentService service, SandboxService sandbox) {
  static PaymentParts start(Node node, Engine engine) {
    Config config = node.config();
    Rails rails = new Rails(new SandboxRail(config.sandboxProcessing(), config.sandboxSettled()));
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
            new FixedRates(),
            rails,
            config.sandboxPending());
    node.started(new PaymentMetrics(service, node.meters()).start());
    return new PaymentParts(service, new SandboxService(engine));
  }
}
