package com.remitflex.features.webhooks.endpoints;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.State;
import com.remitflex.platform.json.Json;
import java.util.Optional;

/** Shows the secrets of an endpoint, and records who has seen them. */
final class RevealSecret extends EndpointCommand {
  private final EndpointCipher cipher;

  RevealSecret(Caller caller, AuditTrail audit, EndpointCipher cipher, String id) {
    super(caller, audit, id);
    this.cipher = cipher;
  }

  @Override
  Decision decide(State state, WebhookEndpoint endpoint) {
    Effects effects = new Effects();
    audited(state, effects, "webhook_endpoint.secret_revealed", Json.object());
    EndpointSecrets secrets = cipher.decrypt(endpoint);
    boolean overlaps = endpoint.overlapEndsAt().filter(now(state)::isBefore).isPresent();
    return new Decision.Accepted(
        effects,
        new CommandResult(
            200,
            EndpointJson.revealed(endpoint, secrets, overlaps),
            id,
            EndpointJson.text(endpoint, Optional.empty())));
  }
}
