package com.remitflex.features.webhooks.endpoints;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.webhooks.cursors.CursorStore;
import com.remitflex.features.webhooks.signing.Ed25519;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.IdPrefix;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Creates an endpoint, which receives the events from then on. */
final class CreateEndpoint extends EndpointCommand {
  private final EndpointSettings settings;
  private final EndpointSecrets secrets;
  private final byte[] encrypted;

  CreateEndpoint(Caller caller, AuditTrail audit, EndpointCipher cipher, EndpointChange created) {
    super(caller, audit, IdPrefix.WEBHOOK_ENDPOINT.next());
    this.settings = created.ofNew();
    this.secrets = EndpointSecrets.create(created.headers().orElse(Map.of()));
    this.encrypted = cipher.encrypt(caller.head(), id, secrets);
  }

  @Override
  public void prefetch(ReadSet reads) {
    super.prefetch(reads);
    reads.row(CursorStore.ROWS, head());
  }

  @Override
  public Decision decide(State state) {
    AccountEndpoints before = endpoints(state);
    if (before.isFull()) {
      return Decision.reject(
          "url",
          ErrorCode.VALIDATION_ERROR,
          "An account can have at most "
              + AccountEndpoints.MAX
              + " webhook endpoints per environment. Delete one, then try again.");
    }

    WebhookEndpoint created = created(state);
    Effects effects =
        saved(
            state,
            before.with(created),
            "webhook_endpoint.created",
            EndpointJson.auditDetails(created));
    if (state.find(CursorStore.ROWS, head()).isEmpty()) {
      effects.insert(
          CursorStore.ROWS,
          head(),
          new CursorStore.EventCursor(head(), state.nextEvent(head()) - 1));
    }
    return new Decision.Accepted(effects, result(created));
  }

  private WebhookEndpoint created(State state) {
    Instant now = now(state);
    return new WebhookEndpoint(
        head(),
        id,
        state.nextEvent(head()),
        settings,
        settings.enabled() ? Optional.empty() : Optional.of(DisabledReason.MEMBER),
        state.nextEvent(head()),
        encrypted,
        Ed25519.publicKey(secrets.seed()),
        Optional.empty(),
        now,
        now);
  }

  @Override
  Decision decide(State state, WebhookEndpoint endpoint) {
    throw new IllegalStateException(endpoint.id() + " is new");
  }

  private CommandResult result(WebhookEndpoint created) {
    return new CommandResult(
        201,
        EndpointJson.text(created, Optional.of(secrets.current())),
        id,
        EndpointJson.text(created, Optional.empty()));
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return endpoints(state).find(id).map(this::result);
  }
}
