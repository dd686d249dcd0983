package com.remitflex.features.activity.alerts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.accounts.AccountAlertStore;
import com.remitflex.features.accounts.AccountAlerts;
import com.remitflex.features.accounts.AlertSettings;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.json.Json;
import java.util.Optional;

/** Changes the alert settings of a key. */
final class ChangeSettings implements Command {
  private final AlertRepositories repositories;
  private final AuditTrail audit;
  private final Caller caller;
  private final String keyId;
  private final AlertSettings.Change change;

  ChangeSettings(
      AlertRepositories repositories,
      AuditTrail audit,
      Caller caller,
      String keyId,
      AlertSettings.Change change) {
    this.repositories = repositories;
    this.audit = audit;
    this.caller = caller;
    this.keyId = keyId;
    this.change = change;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet needs) {
    needs.row(repositories.keys, keyId);
    needs.row(AlertStore.SETTINGS, keyId);
    needs.row(AccountAlertStore.SETTINGS, caller.head());
    AuditTrail.prefetch(needs, caller.head().accountId());
  }

  @Override
  public Decision decide(State state) {
    Optional<ApiKey> key =
        state.find(repositories.keys, keyId).flatMap(one -> one.seenBy(caller.head()));
    if (key.isEmpty()) {
      return new Decision.Rejected(ApiRequest.notFound("API key"));
    }
    Optional<ApiError> inactive = key.get().notActive(state.now(caller.head()));
    if (inactive.isPresent()) {
      return new Decision.Rejected(inactive.get());
    }
    AlertSettings before = settings(state);
    AlertSettings after = before.with(change);
    Effects effects = new Effects();
    if (!after.equals(before)) {
      effects.save(AlertStore.SETTINGS, keyId, after);
      audit.append(
          state,
          effects,
          caller.head(),
          AuditAction.of(caller.actor(), "api_key.alerts_changed", keyId, json(state, after)));
    }
    return new Decision.Accepted(effects, answer(state, after));
  }

  private AlertSettings settings(State state) {
    return state.find(AlertStore.SETTINGS, keyId).orElse(AlertSettings.of(keyId));
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }

  private CommandResult answer(State state, AlertSettings settings) {
    return new CommandResult(200, Json.text(json(state, settings)), settings.keyId());
  }

  private ObjectNode json(State state, AlertSettings settings) {
    return AlertJson.object(
        settings,
        state
            .find(AccountAlertStore.SETTINGS, caller.head())
            .orElse(AccountAlerts.of(caller.head())));
  }
}
