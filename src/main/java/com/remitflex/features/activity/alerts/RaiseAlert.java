package com.remitflex.features.activity.alerts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.core.mail.Mail;
import com.remitflex.core.mail.MailText;
import com.remitflex.core.mail.Outbox;
import com.remitflex.features.accounts.AccountAlertStore;
import com.remitflex.features.accounts.AccountAlerts;
import com.remitflex.features.accounts.AlertSettings;
import com.remitflex.features.activity.alerts.Alert.Slot;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;

/** Raises an alert: the alert, its event and its email in one transaction. */
final class RaiseAlert implements Command {
  private final AlertRepositories repositories;
  private final HeadId head;
  private final Slot slot;
  private final AlertDetails details;
  private final String id = IdPrefix.ALERT.next();

  RaiseAlert(AlertRepositories repositories, HeadId head, Slot slot, AlertDetails details) {
    this.repositories = repositories;
    this.head = head;
    this.slot = slot;
    this.details = details;
  }

  @Override
  public Caller caller() {
    return Caller.platform(head);
  }

  @Override
  public void prefetch(ReadSet needs) {
    needs.row(repositories.keys, slot.keyId());
    needs.row(repositories.addresses, head.accountId());
    needs.row(AlertStore.SLOTS, slot);
    needs.row(AlertStore.SETTINGS, slot.keyId());
    needs.row(AccountAlertStore.SETTINGS, head);
    Outbox.prefetch(needs);
  }

  @Override
  public Decision decide(State state) {
    Optional<ApiKey> found =
        state.find(repositories.keys, slot.keyId()).filter(key -> key.head().equals(head));
    if (found.isEmpty()) {
      return Decision.reject(ErrorCode.NOT_FOUND, slot.keyId() + " is not a key of this account");
    }
    AccountAlerts account =
        state.find(AccountAlertStore.SETTINGS, head).orElse(AccountAlerts.of(head));
    AlertSettings settings =
        state.find(AlertStore.SETTINGS, slot.keyId()).orElse(AlertSettings.of(slot.keyId()));
    if (settings.mutes(slot.kind(), account)) {
      return Decision.reject(ErrorCode.NOT_FOUND, slot.kind() + " is muted");
    }
    if (state.find(AlertStore.SLOTS, slot).isPresent()) {
      return Decision.reject(ErrorCode.NOT_FOUND, slot + " was raised before");
    }

    ApiKey key = found.get();
    Instant now = state.now(head);
    Alert alert =
        new Alert(
            head,
            id,
            state.nextEvent(head),
            key.id(),
            slot.kind(),
            slot.hour(),
            Alert.Status.OPEN,
            now,
            details);
    Effects effects = new Effects().insert(AlertStore.SLOTS, slot, alert);
    effects.emit(head, "api_key.usage_alert", key.id(), Json.text(event(key)));
    state
        .find(repositories.addresses, head.accountId())
        .filter(address -> account.mails(slot.kind()) && Mail.isAddress(address))
        .ifPresent(address -> Outbox.add(effects, mail(key, address, now)));
    return new Decision.Accepted(effects, done());
  }

  private ObjectNode event(ApiKey key) {
    ObjectNode data = Json.object();
    data.put("api_key_id", key.id());
    data.put("name", key.name());
    data.put("scope", key.scope().word());
    data.put("display", key.display());
    data.put("alert_id", id);
    data.put("kind", slot.kind().word());
    data.set("details", AlertJson.object(details));
    return data;
  }

  private Mail mail(ApiKey key, String address, Instant now) {
    return Mail.to(
        address,
        key.accountId(),
        "Unusual use of a " + key.environment().word() + " API key: " + slot.kind().word(),
        happened(key) + whatToDo(key),
        now);
  }

  private String happened(ApiKey key) {
    String observed =
        details.values().entrySet().stream()
            .map(detail ->
                "    "
                    + AlertDetails.label(detail.getKey())
                    + ": "
                    + MailText.plain(detail.getValue().toString()))
            .collect(Collectors.joining("\n"));
    return """
    A %s API key %s.

        Key:  %s (%s)
        Name: %s
    %s

    """
        .formatted(
            key.environment().word(),
            slot.kind().sentence(),
            key.id(),
            key.display(),
            MailText.quoted(key.name()),
            observed);
  }

  private String whatToDo(ApiKey key) {
    return """
    If this was not you, revoke the key immediately. Once the response arrives, every node
    rejects the key:

        curl -X DELETE %1$s/v1/api-keys/%2$s -H "Authorization: Bearer $REMITFLEX_ADMIN_KEY"

    The ID of this alert is %3$s. To mute alerts of this kind for this key:

        curl -X PATCH %1$s/v1/api-keys/%2$s/alerts \\
          -H "Authorization: Bearer $REMITFLEX_ADMIN_KEY" \\
          -H "Content-Type: application/json" -d '{"muted": ["%4$s"]}'
    """
        .formatted(repositories.publicUrl, key.id(), id, slot.kind().word());
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return state.find(AlertStore.SLOTS, slot).map(alert -> done());
  }

  private CommandResult done() {
    return new CommandResult(200, "{}", id);
  }
}
