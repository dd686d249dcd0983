package com.remitflex.features.accounts;

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
import com.remitflex.features.accounts.AccountChange.RecipientChoice;
import com.remitflex.features.recipients.saved.ChosenRecipients;
import com.remitflex.features.recipients.saved.RecipientKey;
import com.remitflex.features.recipients.saved.SavedRecipient;
import com.remitflex.features.recipients.saved.SavedRecipientStore;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Changes an account's settings. */
final class ChangeAccount implements Command {
  private final AuditTrail audit;
  private final Caller caller;
  private final AccountChange change;

  ChangeAccount(AuditTrail audit, Caller caller, AccountChange change) {
    this.audit = audit;
    this.caller = caller;
    this.change = change;
  }

  /** Both environments: the account itself belongs to neither. */
  static Set<HeadId> headsOf(String accountId) {
    return Arrays.stream(Environment.values())
        .map(environment -> new HeadId(accountId, environment))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public Set<HeadId> heads() {
    return headsOf(caller.head().accountId());
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet needs) {
    needs.row(AccountRepositories.ACCOUNTS, caller.head().accountId());
    needs.row(ChosenRecipients.ROWS, caller.head());
    newDefault()
        .ifPresent(recipient -> {
          switch (recipient) {
            case RecipientChoice.Saved(String id) -> needs.row(SavedRecipientStore.ROWS, key(id));
            case RecipientChoice.Added(String id, var _) ->
                needs.newRow(SavedRecipientStore.ROWS, key(id));
          }
        });
    needs.row(AccountAlertStore.SETTINGS, caller.head());
    AuditTrail.prefetch(needs, caller.head().accountId());
  }

  @Override
  public Decision decide(State state) {
    AccountSettings before = settings(state);
    Optional<ApiError> rejection = unknownRecipient(state);
    if (rejection.isPresent()) {
      return new Decision.Rejected(rejection.get());
    }

    AccountSettings after = change.applyTo(before, defaultAfter(state, before));
    List<String> changed = AccountChange.changedFields(before, after);

    Effects effects = new Effects();
    if (!changed.isEmpty()) {
      put(state, effects, before, after);
      recordChange(state, effects, changed);
    }
    return new Decision.Accepted(effects, result(after));
  }

  private void put(State state, Effects effects, AccountSettings before, AccountSettings after) {
    if (!after.account().equals(before.account())) {
      effects.update(AccountRepositories.ACCOUNTS, before.account().id(), after.account());
    }
    if (!after.alerts().equals(before.alerts())) {
      effects.save(AccountAlertStore.SETTINGS, caller.head(), after.alerts());
    }
    if (after.isOtherDefault(before)) {
      putDefault(state, effects, after.defaultRecipient());
    }
  }

  private void putDefault(State state, Effects effects, Optional<SavedRecipient> recipient) {
    if (recipient.isEmpty()) {
      effects.delete(ChosenRecipients.ROWS, caller.head());
      return;
    }
    SavedRecipient chosen = recipient.get();
    if (state.find(SavedRecipientStore.ROWS, chosen.key()).isEmpty()) {
      effects.insert(SavedRecipientStore.ROWS, chosen.key(), chosen.withDefault(false));
    }
    effects.save(ChosenRecipients.ROWS, caller.head(), chosen);
  }

  private RecipientKey key(String id) {
    return new RecipientKey(caller.head(), id);
  }

  private Optional<RecipientChoice> newDefault() {
    return change.defaultRecipient().flatMap(AccountChange.Replacement::value);
  }

  private Optional<ApiError> unknownRecipient(State state) {
    return newDefault()
        .flatMap(chosen ->
            switch (chosen) {
              case RecipientChoice.Added _ -> Optional.empty();
              case RecipientChoice.Saved(String id) -> {
                Optional<SavedRecipient> found = state.find(SavedRecipientStore.ROWS, key(id));
                yield found.isEmpty()
                    ? Optional.of(unknownRecipient())
                    : found.get().damage("default_recipient.id");
              }
            });
  }

  static ApiError unknownRecipient() {
    return ApiError.at(
        "default_recipient.id",
        ErrorCode.INVALID_RECIPIENT,
        "No saved recipient with this ID exists. Check the ID and the key.");
  }

  private Optional<SavedRecipient> defaultAfter(State state, AccountSettings before) {
    return change.defaultRecipient().isEmpty()
        ? before.defaultRecipient()
        : newDefault().map(chosen -> saved(state, before, chosen));
  }

  private SavedRecipient saved(State state, AccountSettings before, RecipientChoice chosen) {
    return switch (chosen) {
      case RecipientChoice.Saved(String id) ->
          state.find(SavedRecipientStore.ROWS, key(id)).orElseThrow().withDefault(true);
      case RecipientChoice.Added(String id, var details) ->
          before
              .defaultRecipient()
              .filter(same -> same.authentic() && same.details().equals(details))
              .orElseGet(() ->
                  SavedRecipient.create(key(id), details, state.now(caller.head()))
                      .withDefault(true));
    };
  }

  /** The audit entry names the changed fields only: values can be personal. */
  private void recordChange(State state, Effects effects, List<String> changed) {
    ObjectNode details = Json.object();
    changed.forEach(details.putArray("changed")::add);
    audit.append(
        state,
        effects,
        caller.head(),
        AuditAction.of(caller.actor(), "account.changed", caller.head().accountId(), details));
  }

  /** Repeating the change gives the same settings. */
  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }

  private AccountSettings settings(State state) {
    HeadId head = caller.head();
    return new AccountSettings(
        state.find(AccountRepositories.ACCOUNTS, head.accountId()).orElseThrow(),
        state.find(AccountAlertStore.SETTINGS, head).orElse(AccountAlerts.of(head)),
        state.find(ChosenRecipients.ROWS, head));
  }

  private static CommandResult result(AccountSettings settings) {
    return new CommandResult(200, Json.text(AccountJson.object(settings)), settings.account().id());
  }
}
