package com.remitflex.features.webhooks.endpoints;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.State;
import java.util.List;
import java.util.Optional;

/** Changes the settings of an endpoint, for the events from then on. */
final class ChangeEndpoint extends EndpointCommand {
  private final EndpointCipher cipher;
  private final EndpointChange change;

  ChangeEndpoint(
      Caller caller, AuditTrail audit, EndpointCipher cipher, String id, EndpointChange change) {
    super(caller, audit, id);
    this.cipher = cipher;
    this.change = change;
  }

  @Override
  Decision decide(State state, WebhookEndpoint before) {
    EndpointSettings settings = change.applyTo(before.settings());
    WebhookEndpoint after = before.with(settings, secrets(before), now(state));
    if (settings.enabled() && !before.settings().enabled()) {
      after = after.from(state.nextEvent(head()));
    }
    List<String> changed = EndpointJson.changedFields(before, after, change.headers().isPresent());
    Effects effects =
        changed.isEmpty()
            ? new Effects()
            : saved(
                state,
                endpoints(state).with(after),
                "webhook_endpoint.changed",
                EndpointJson.auditChange(after, changed));
    WebhookEndpoint shown = changed.isEmpty() ? before : after;
    return new Decision.Accepted(
        effects, new CommandResult(200, EndpointJson.text(shown, Optional.empty()), id));
  }

  private byte[] secrets(WebhookEndpoint before) {
    return change
        .headers()
        .map(headers -> cipher.encrypt(head(), id, cipher.decrypt(before).withHeaders(headers)))
        .orElse(before.secrets());
  }
}
