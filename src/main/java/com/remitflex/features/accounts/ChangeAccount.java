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
import com.remitflex.features.recipients.SavedRecipient;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** PATCH /v1/account: changes an account's settings. */
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
    needs.row(AccountAlertStore.BOOK, caller.head());
    AuditTrail.prefetch(needs, caller.head().accountId());
  }

  @Override
  public Decision decide(State state) {
    Account before = account(state);
    Optional<Chosen> saved = state.find(AccountRepositories.DEFAULT_RECIPIENTS, caller.head());

    Account after =
        new Account(
            before.id(),
            change.name().orElse(before.name()),
            before.verification(),
            before.createdAt(),
            change.contactEmail().map(AccountChange.Change::value).orElse(before.contactEmail()));
    Effects effects = new Effects();
    if (!after.equals(before)) {
      effects.update(AccountRepositories.ACCOUNTS, before.id(), after);
    }
    Optional<SavedRecipient> recipient =
        change.defaultRecipient().map(AccountChange.Change::value).orElse(saved.map(Chosen::saved));
    AccountAlerts alertsBefore = alerts(state);
    AccountAlerts alerts =
        change
            .alerts()
            .map(one ->
                one.value()
                    .map(alertsBefore::with)
                    .orElseGet(() -> AccountAlerts.of(caller.head())))
            .orElse(alertsBefore);
    List<String> changed = changed(before, after, saved.isPresent() || recipient.isPresent());
    if (!alerts.equals(alertsBefore)) {
      effects.save(AccountAlertStore.BOOK, caller.head(), alerts);
      changed.add("alerts");
    }
    if (changed.isEmpty()) {
      return new Decision.Accepted(effects, answer(after, alerts, recipient));
    }
    if (change.defaultRecipient().isPresent()) {
      recipient.ifPresentOrElse(
          one ->
              effects.save(
                  AccountRepositories.DEFAULT_RECIPIENTS,
                  caller.head(),
                  new Chosen(caller.head(), one, state.now(caller.head()))),
          () -> effects.delete(AccountRepositories.DEFAULT_RECIPIENTS, caller.head()));
    }
    // Their names alone: values can be personal.
    ObjectNode details = Json.object();
    changed.forEach(details.putArray("changed")::add);
    audit.append(
        state,
        effects,
        caller.head(),
        AuditAction.of(caller.actor(), "account.changed", before.id(), details));
    return new Decision.Accepted(effects, answer(after, alerts, recipient));
  }

  /**
   * The members that differ.
   *
   * @param hasRecipient whether there was a default recipient, or is one now
   */
  private List<String> changed(Account before, Account after, boolean hasRecipient) {
    List<String> members = new ArrayList<>();
    if (!after.name().equals(before.name())) {
      members.add("name");
    }
    if (!after.contactEmail().equals(before.contactEmail())) {
      members.add("contact_email");
    }
    if (change.defaultRecipient().isPresent() && hasRecipient) {
      members.add("default_recipient");
    }
    return members;
  }

  /** A change that is made twice is the same change. */
  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }

  private Account account(State state) {
    return state.find(AccountRepositories.ACCOUNTS, caller.head().accountId()).orElseThrow();
  }

  private AccountAlerts alerts(State state) {
    return state
        .find(AccountAlertStore.BOOK, caller.head())
        .orElse(AccountAlerts.of(caller.head()));
  }

  private static CommandResult answer(
      Account account, AccountAlerts alerts, Optional<SavedRecipient> recipient) {
    return new CommandResult(
        200, Json.text(AccountJson.object(account, alerts, recipient)), account.id());
  }
}
