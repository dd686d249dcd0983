package com.remitflex.features.webhooks.endpoints;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.State;
import java.util.Optional;

/** Disables an endpoint that can no longer be delivered to. */
final class DisableEndpoint extends EndpointCommand {
  private final DisabledReason reason;

  DisableEndpoint(HeadId head, AuditTrail audit, String id, DisabledReason reason) {
    super(Caller.platform(head), audit, id);
    this.reason = reason;
  }

  @Override
  Decision decide(State state, WebhookEndpoint before) {
    Effects effects = new Effects();
    if (before.settings().enabled()) {
      WebhookEndpoint after = before.disabled(reason, now(state));
      effects =
          saved(
              state,
              endpoints(state).with(after),
              "webhook_endpoint.disabled",
              EndpointJson.auditReason(after, reason));
    }
    return new Decision.Accepted(effects, new CommandResult(200, "{}", id));
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }
}
