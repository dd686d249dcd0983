package com.remitflex.features.recipients.saved;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.State;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.Result;
import java.util.List;
import java.util.Optional;

/** Changes a saved recipient, for the payments from then on. */
final class ChangeRecipient extends RecipientCommand {
  private final RecipientChange change;

  ChangeRecipient(Caller caller, AuditTrail audit, String id, RecipientChange change) {
    super(caller, audit, id);
    this.change = change;
  }

  @Override
  Decision decide(State state, SavedRecipient before) {
    Optional<ApiError> damage = before.damage("id");
    if (damage.isPresent()) {
      return new Decision.Rejected(damage.get());
    }
    return switch (change.applyTo(before.details(), key.head().environment())) {
      case Result.Ok<RecipientDetails>(RecipientDetails details) -> changed(state, before, details);
      case Result.Rejected<RecipientDetails>(ApiError error) -> new Decision.Rejected(error);
    };
  }

  private Decision changed(State state, SavedRecipient before, RecipientDetails details) {
    List<String> fields = RecipientChange.changedFields(before.details(), details);
    Effects effects = new Effects();
    SavedRecipient after = fields.isEmpty() ? before : before.with(details, state.now(key.head()));
    if (!fields.isEmpty()) {
      effects.update(SavedRecipientStore.ROWS, key, after);
      if (after.isDefault()) {
        effects.save(ChosenRecipients.ROWS, key.head(), after);
      }
      ObjectNode entry = SavedRecipientJson.auditDetails(after);
      fields.forEach(entry.putArray("changed")::add);
      audited(state, effects, "recipient.changed", entry);
    }
    return new Decision.Accepted(
        effects, new CommandResult(200, SavedRecipientJson.text(after), key.id()));
  }
}
