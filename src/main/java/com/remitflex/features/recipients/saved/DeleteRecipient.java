package com.remitflex.features.recipients.saved;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.State;
import java.util.Optional;

/** Deletes a saved recipient; if it was the default, the account has none from then on. */
final class DeleteRecipient extends RecipientCommand {
  private final Optional<SavedRecipient> asRead;

  /**
   * The command.
   *
   * @param asRead the recipient before the first attempt, for the response of one whose COMMIT had
   *     no response
   */
  DeleteRecipient(Caller caller, AuditTrail audit, String id, Optional<SavedRecipient> asRead) {
    super(caller, audit, id);
    this.asRead = asRead;
  }

  @Override
  Decision decide(State state, SavedRecipient recipient) {
    Effects effects = new Effects().delete(SavedRecipientStore.ROWS, key);
    if (recipient.isDefault()) {
      effects.delete(ChosenRecipients.ROWS, key.head());
    }
    audited(state, effects, "recipient.deleted", SavedRecipientJson.auditDetails(recipient));
    return new Decision.Accepted(effects, result(recipient));
  }

  private static CommandResult result(SavedRecipient deleted) {
    return new CommandResult(
        200, SavedRecipientJson.text(deleted.withDefault(false)), deleted.id());
  }

  /** A second attempt finds nothing left to delete. */
  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return find(state).isPresent() ? Optional.empty() : asRead.map(DeleteRecipient::result);
  }
}
