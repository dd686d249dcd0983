package com.remitflex.features.recipients.saved;

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
import java.util.Optional;
import java.util.Set;

/** A change of a recipient that exists, under the head of its account. */
abstract class RecipientCommand implements Command {
  private final Caller caller;
  private final AuditTrail audit;
  final RecipientKey key;

  RecipientCommand(Caller caller, AuditTrail audit, String id) {
    this.caller = caller;
    this.audit = audit;
    this.key = new RecipientKey(caller.head(), id);
  }

  @Override
  public final Set<HeadId> heads() {
    return Set.of(key.head());
  }

  @Override
  public final Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet reads) {
    reads.row(SavedRecipientStore.ROWS, key);
    reads.row(ChosenRecipients.ROWS, key.head());
    AuditTrail.prefetch(reads, key.head().accountId());
  }

  @Override
  public Decision decide(State state) {
    Optional<SavedRecipient> found = find(state);
    return found.isEmpty()
        ? new Decision.Rejected(ApiRequest.notFound("recipient"))
        : decide(state, found.get());
  }

  abstract Decision decide(State state, SavedRecipient recipient);

  /** The recipient, as the commands before this one in the batch leave it. */
  final Optional<SavedRecipient> find(State state) {
    boolean isDefault =
        state
            .find(ChosenRecipients.ROWS, key.head())
            .filter(one -> one.authentic() && one.key().equals(key))
            .isPresent();
    return state.find(SavedRecipientStore.ROWS, key).map(saved -> saved.withDefault(isDefault));
  }

  final void audited(State state, Effects effects, String action, ObjectNode details) {
    audit.append(
        state, effects, key.head(), AuditAction.of(caller.actor(), action, key.id(), details));
  }

  /** A repeated attempt has the same effect. */
  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }
}
