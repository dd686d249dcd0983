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
import com.remitflex.features.recipients.RecipientStore.Chosen;
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
    needs.row(AccountRepositories.DEFAULT_RECIPIENTS, caller.head());
    needs.row(AccountAlertStore.SETTINGS, caller.head());
    AuditTrail.prefetch(needs, caller.head().accountId());
  }

  @Override
  public Decision decide(State state) {
    AccountSettings before = settings(state);
    AccountSettings after = change.applyTo(before);
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
    if (!after.defaultRecipient().equals(before.defaultRecipient())) {
      after
          .defaultRecipient()
          .ifPresentOrElse(
              recipient ->
                  effects.save(
                      AccountRepositories.DEFAULT_RECIPIENTS,
                      caller.head(),
                      new Chosen(caller.head(), recipient, state.now(caller.head()))),
              () -> effects.delete(AccountRepositories.DEFAULT_RECIPIENTS, caller.head()));
    }
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
        state.find(AccountRepositories.DEFAULT_RECIPIENTS, head).map(Chosen::saved));
  }

  private static CommandResult result(AccountSettings settings) {
    return new CommandResult(200, Json.text(AccountJson.object(settings)), settings.account().id());
  }
}
