package com.remitflex.alerts;

import com.remitflex.accounts.HeadId;
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

/** PATCH /v1/alerts/{id}: someone has seen to it, or not yet. */
final class ChangeAlert implements Command {
  private final Caller caller;
  private final String id;
  private final Alert.Status status;
  private final String transactionId = IdPrefix.TRANSACTION.next();

  ChangeAlert(Caller caller, String id, Alert.Status status) {
    this.caller = caller;
    this.id = id;
    this.status = status;
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
    needs.row(AlertStore.ALERTS, id);
  }

  @Override
  public Decision decide(State state) {
    Optional<Alert> found = alert(state);
    if (found.isEmpty()) {
      return new Decision.Refused(Call.notFound("alert"));
    }
    Alert changed = found.get().with(status);
    return new Decision.Accepted(
        new Effects().put(AlertStore.ALERTS, id, changed), answer(changed));
  }

  private Optional<Alert> alert(State state) {
    return state.find(AlertStore.ALERTS, id).filter(one -> one.head().equals(caller.head()));
  }

  @Override
  public boolean isDone(State state) {
    return false;
  }

  @Override
  public Answer answerAgain(State state) {
    return answer(alert(state).orElseThrow());
  }

  private static Answer answer(Alert alert) {
    return new Answer(200, Json.text(AlertJson.object(alert)), alert.id());
  }
}
