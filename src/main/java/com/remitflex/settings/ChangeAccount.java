package com.remitflex.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.accounts.Account;
import com.remitflex.accounts.HeadId;
import com.remitflex.alerts.AccountAlertStore;
import com.remitflex.alerts.AccountAlerts;
import com.remitflex.audit.Act;
import com.remitflex.audit.Actor;
import com.remitflex.audit.AuditTrail;
import com.remitflex.engine.Answer;
import com.remitflex.engine.Caller;
import com.remitflex.engine.Command;
import com.remitflex.engine.Decision;
import com.remitflex.engine.Effects;
import com.remitflex.engine.Needs;
import com.remitflex.engine.State;
import com.remitflex.http.Json;
import com.remitflex.ids.Environment;
import com.remitflex.ids.IdPrefix;
import com.remitflex.recipients.RecipientStore.Chosen;
import com.remitflex.recipients.SavedRecipient;
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
  private final Actor actor;
  private final AccountChange change;
  private final String transactionId = IdPrefix.TRANSACTION.next();

  ChangeAccount(AuditTrail audit, Caller caller, Actor actor, AccountChange change) {
    this.audit = audit;
    this.caller = caller;
    this.actor = actor;
    this.change = change;
  }

  /** Both environments: the account itself belongs to neither. */
  static Set<HeadId> headsOf(String accountId) {
    return Arrays.stream(Environment.values())
        .map(environment -> new HeadId(accountId, environment))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public String transactionId() {
    return transactionId;
  }

  @Override
  public Set<HeadId> heads() {
    return headsOf(caller.head().accountId());
  }

  @Override
  public Optional<Caller> caller() {
    return Optional.of(caller);
  }

  @Override
  public void needs(Needs needs) {
    needs.row(AccountBooks.ACCOUNTS, caller.head().accountId());
    needs.row(AccountBooks.DEFAULT_RECIPIENTS, caller.head());
    needs.row(AccountAlertStore.BOOK, caller.head());
    AuditTrail.needs(needs, caller.head().accountId());
  }

  @Override
  public Decision decide(State state) {
    Account before = account(state);
    Optional<Chosen> saved = state.find(AccountBooks.DEFAULT_RECIPIENTS, caller.head());

    Account after =
        new Account(
            before.id(),
            change.name().orElse(before.name()),
            before.verification(),
            before.createdAt(),
            change.contactEmail().map(AccountChange.Change::value).orElse(before.contactEmail()));
    Effects effects = new Effects();
    if (!after.equals(before)) {
      effects.put(AccountBooks.ACCOUNTS, before.id(), after);
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
      effects.put(AccountAlertStore.BOOK, caller.head(), alerts);
      changed.add("alerts");
    }
    if (changed.isEmpty()) {
      return new Decision.Accepted(effects, answer(after, alerts, recipient));
    }
    if (change.defaultRecipient().isPresent()) {
      recipient.ifPresentOrElse(
          one ->
              effects.put(
                  AccountBooks.DEFAULT_RECIPIENTS,
                  caller.head(),
                  new Chosen(caller.head(), one, state.now(caller.head()))),
          () -> effects.remove(AccountBooks.DEFAULT_RECIPIENTS, caller.head()));
    }
    // Their names alone: values can be personal.
    ObjectNode details = Json.object();
    changed.forEach(details.putArray("changed")::add);
    audit.append(
        state, effects, caller.head(), Act.of(actor, "account.changed", before.id(), details));
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
  public boolean isDone(State state) {
    return false;
  }

  @Override
  public Answer answerAgain(State state) {
    return answer(
        account(state),
        alerts(state),
        state.find(AccountBooks.DEFAULT_RECIPIENTS, caller.head()).map(Chosen::saved));
  }

  private Account account(State state) {
    return state.find(AccountBooks.ACCOUNTS, caller.head().accountId()).orElseThrow();
  }

  private AccountAlerts alerts(State state) {
    return state
        .find(AccountAlertStore.BOOK, caller.head())
        .orElse(AccountAlerts.of(caller.head()));
  }

  private static Answer answer(
      Account account, AccountAlerts alerts, Optional<SavedRecipient> recipient) {
    return new Answer(200, Json.text(AccountJson.object(account, alerts, recipient)), account.id());
  }
}
