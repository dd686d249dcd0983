package com.remitflex.features.webhooks.endpoints;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.platform.http.api.ApiRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A change of one endpoint, under the head of its account. */
abstract class EndpointCommand implements Command {
  private final Caller caller;
  private final AuditTrail audit;
  final String id;

  EndpointCommand(Caller caller, AuditTrail audit, String id) {
    this.caller = caller;
    this.audit = audit;
    this.id = id;
  }

  @Override
  public final Set<HeadId> heads() {
    return Set.of(caller.head());
  }

  @Override
  public final Caller caller() {
    return caller;
  }

  final HeadId head() {
    return caller.head();
  }

  final Instant now(State state) {
    return state.now(head());
  }

  @Override
  public void prefetch(ReadSet reads) {
    reads.row(EndpointStore.ROWS, head());
    AuditTrail.prefetch(reads, head().accountId());
  }

  /** Decides about an endpoint that exists. */
  @Override
  public Decision decide(State state) {
    Optional<WebhookEndpoint> found = endpoints(state).find(id);
    return found.isEmpty()
        ? new Decision.Rejected(ApiRequest.notFound("webhook endpoint"))
        : decide(state, found.get());
  }

  abstract Decision decide(State state, WebhookEndpoint endpoint);

  final AccountEndpoints endpoints(State state) {
    return state.find(EndpointStore.ROWS, head()).orElseGet(() -> AccountEndpoints.none(head()));
  }

  /** Writes the endpoints, and an entry of the audit log. */
  final Effects saved(State state, AccountEndpoints endpoints, String action, ObjectNode details) {
    Effects effects = new Effects().save(EndpointStore.ROWS, head(), endpoints);
    audited(state, effects, action, details);
    return effects;
  }

  final void audited(State state, Effects effects, String action, ObjectNode details) {
    audit.append(state, effects, head(), AuditAction.of(caller.actor(), action, id, details));
  }

  /** Most of these commands have the same effect once and twice. */
  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }
}
