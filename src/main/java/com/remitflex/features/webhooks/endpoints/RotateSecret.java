package com.remitflex.features.webhooks.endpoints;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.State;
import com.remitflex.features.webhooks.signing.WebhookSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Gives an endpoint a new secret. Deliveries are signed with both until the overlap ends. */
final class RotateSecret extends EndpointCommand {
  private final EndpointCipher cipher;
  private final Duration overlap;
  private final String secret = WebhookSecret.next();

  RotateSecret(
      Caller caller, AuditTrail audit, EndpointCipher cipher, String id, Duration overlap) {
    super(caller, audit, id);
    this.cipher = cipher;
    this.overlap = overlap;
  }

  @Override
  Decision decide(State state, WebhookEndpoint before) {
    Instant now = now(state);
    byte[] encrypted = cipher.encrypt(head(), id, cipher.decrypt(before).rotated(secret));
    WebhookEndpoint after = before.rotated(encrypted, now.plus(overlap), now);
    return new Decision.Accepted(
        saved(
            state,
            endpoints(state).with(after),
            "webhook_endpoint.secret_rotated",
            EndpointJson.auditRotation(after)),
        result(after));
  }

  private CommandResult result(WebhookEndpoint after) {
    return new CommandResult(
        200,
        EndpointJson.text(after, Optional.of(secret)),
        id,
        EndpointJson.text(after, Optional.empty()));
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return endpoints(state)
        .find(id)
        .filter(endpoint -> cipher.decrypt(endpoint).current().equals(secret))
        .map(this::result);
  }
}
