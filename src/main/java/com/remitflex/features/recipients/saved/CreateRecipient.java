package com.remitflex.features.recipients.saved;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.platform.ids.IdPrefix;
import java.util.Optional;

/** Saves a new recipient. */
final class CreateRecipient extends RecipientCommand {
  private final RecipientDetails details;

  CreateRecipient(Caller caller, AuditTrail audit, RecipientDetails details) {
    super(caller, audit, IdPrefix.RECIPIENT.next());
    this.details = details;
  }

  @Override
  public void prefetch(ReadSet reads) {
    reads.newRow(SavedRecipientStore.ROWS, key);
    reads.row(ChosenRecipients.ROWS, key.head());
    AuditTrail.prefetch(reads, key.head().accountId());
  }

  @Override
  public Decision decide(State state) {
    SavedRecipient created = SavedRecipient.create(key, details, state.now(key.head()));
    Effects effects = new Effects().insert(SavedRecipientStore.ROWS, key, created);
    audited(state, effects, "recipient.created", SavedRecipientJson.auditDetails(created));
    return new Decision.Accepted(effects, result(created));
  }

  @Override
  Decision decide(State state, SavedRecipient recipient) {
    throw new IllegalStateException(recipient.id() + " is new");
  }

  private static CommandResult result(SavedRecipient created) {
    return new CommandResult(201, SavedRecipientJson.text(created), created.id());
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return find(state).map(CreateRecipient::result);
  }
}
