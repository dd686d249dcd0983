package com.remitflex.features.webhooks.endpoints;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.State;
import java.util.Optional;

/** Deletes an endpoint; its pending deliveries end. */
final class DeleteEndpoint extends EndpointCommand {
  DeleteEndpoint(Caller caller, AuditTrail audit, String id) {
    super(caller, audit, id);
  }

  @Override
  Decision decide(State state, WebhookEndpoint endpoint) {
    return new Decision.Accepted(
        saved(
            state,
            endpoints(state).without(id),
            "webhook_endpoint.deleted",
            EndpointJson.auditDetails(endpoint)),
        new CommandResult(200, EndpointJson.text(endpoint, Optional.empty()), id));
  }

  /** A second attempt finds nothing left to delete. */
  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return endpoints(state).find(id).isPresent()
        ? Optional.empty()
        : Optional.of(new CommandResult(200, EndpointJson.deleted(id), id));
  }
}
