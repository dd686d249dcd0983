package com.remitflex.features.activity.alerts;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.json.Json;
import java.util.Optional;

/** Acknowledges or reopens an alert. */
final class ChangeAlert implements Command {
  private final Caller caller;
  private final String id;
  private final Alert.Status status;

  ChangeAlert(Caller caller, String id, Alert.Status status) {
    this.caller = caller;
    this.id = id;
    this.status = status;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet needs) {
    needs.row(AlertStore.ALERTS, id);
  }

  @Override
  public Decision decide(State state) {
    Optional<Alert> found = alert(state);
    if (found.isEmpty()) {
      return new Decision.Rejected(ApiRequest.notFound("alert"));
    }
    Alert changed = found.get().with(status);
    return new Decision.Accepted(
        new Effects().update(AlertStore.ALERTS, id, changed), answer(changed));
  }

  private Optional<Alert> alert(State state) {
    return state.find(AlertStore.ALERTS, id).filter(one -> one.head().equals(caller.head()));
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }

  private static CommandResult answer(Alert alert) {
    return new CommandResult(200, Json.text(AlertJson.object(alert)), alert.id());
  }
}
