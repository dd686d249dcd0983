package com.remitflex.alerts;

import com.remitflex.accounts.HeadId;
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
import com.remitflex.http.Call;
import com.remitflex.http.Json;
import com.remitflex.ids.IdPrefix;
import java.util.Optional;
import java.util.Set;

/** PATCH /v1/api-keys/{id}/alerts: what the owner of a key wants to be told of. */
final class ChangeSettings implements Command {
  /** What is to change; empty stays. */
  record Change(Optional<Set<AlertKind>> muted, Optional<Integer> silenceDays) {}

  private final AlertBooks books;
  private final AuditTrail audit;
  private final Caller caller;
  private final Actor actor;
  private final String keyId;
  private final Change change;
  private final String transactionId = IdPrefix.TRANSACTION.next();

  ChangeSettings(
      AlertBooks books, AuditTrail audit, Caller caller, Actor actor, String keyId, Change change) {
    this.books = books;
    this.audit = audit;
    this.caller = caller;
    this.actor = actor;
    this.keyId = keyId;
    this.change = change;
  }

  @Override
  public String transactionId() {
    return transactionId;
  }

  @Override
  public Set<HeadId> heads() {
    return Set.of(caller.head());
  }

  @Override
  public Optional<Caller> caller() {
    return Optional.of(caller);
  }

  @Override
  public void needs(Needs needs) {
    needs.row(books.keys, keyId);
    needs.row(AlertStore.SETTINGS, keyId);
    AuditTrail.needs(needs, caller.head().accountId());
  }

  @Override
  public Decision decide(State state) {
    if (state.find(books.keys, keyId).flatMap(key -> key.seenBy(caller.head())).isEmpty()) {
      return new Decision.Refused(Call.notFound("API key"));
    }
    AlertSettings before = settings(state);
    AlertSettings after =
        new AlertSettings(
            keyId,
            change.muted().orElse(before.muted()),
            change.silenceDays().orElse(before.silenceDays()));
    Effects effects = new Effects();
    if (!after.equals(before)) {
      effects.put(AlertStore.SETTINGS, keyId, after);
      audit.append(
          state,
          effects,
          caller.head(),
          Act.of(actor, "api_key.alerts_changed", keyId, AlertJson.object(after)));
    }
    return new Decision.Accepted(effects, answer(after));
  }

  private AlertSettings settings(State state) {
    return state.find(AlertStore.SETTINGS, keyId).orElse(AlertSettings.of(keyId));
  }

  @Override
  public boolean isDone(State state) {
    return false;
  }

  @Override
  public Answer answerAgain(State state) {
    return answer(settings(state));
  }

  private static Answer answer(AlertSettings settings) {
    return new Answer(200, Json.text(AlertJson.object(settings)), settings.keyId());
  }
}
