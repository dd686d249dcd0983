package com.remitflex.features.webhooks.endpoints;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.State;
import com.remitflex.platform.errors.ErrorCode;

/** Emits a test event, which is delivered to one endpoint, whatever it has chosen. */
final class SendTest extends EndpointCommand {
  SendTest(Caller caller, AuditTrail audit, String id) {
    super(caller, audit, id);
  }

  @Override
  Decision decide(State state, WebhookEndpoint endpoint) {
    if (!endpoint.settings().enabled()) {
      return Decision.reject(
          "id",
          ErrorCode.VALIDATION_ERROR,
          "The endpoint is disabled. Enable it, then send the test event.");
    }

    long seq = state.nextEvent(head());
    Effects effects =
        new Effects().emit(head(), EventPatterns.TEST, id, EndpointJson.testData(endpoint));
    return new Decision.Accepted(
        effects, new CommandResult(201, EndpointJson.test(endpoint, seq), id));
  }
}
