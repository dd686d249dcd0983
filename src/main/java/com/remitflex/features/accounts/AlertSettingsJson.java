package com.remitflex.features.accounts;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The JSON forms of alert settings, of an account and of one key. */
public final class AlertSettingsJson {
  private static final int MAX_KIND = 20;

  private AlertSettingsJson() {}

  /** An account's alert settings as the API returns them. */
  public static ObjectNode object(AccountAlerts alerts) {
    ObjectNode node = Json.object();
    node.set("muted", kinds(alerts.muted()));
    node.put("silence_days", alerts.silenceDays());
    node.put("email", alerts.email());
    return node;
  }

  public static ArrayNode kinds(Set<AlertKind> kinds) {
    ArrayNode array = Json.array();
    kinds.stream().sorted().forEach(kind -> array.add(kind.word()));
    return array;
  }

  /**
   * Reads a change of an account's alert settings.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (muted, silence_days,
   *     email)
   */
  static AccountAlerts.Change accountChange(JsonObject object) {
    Optional<Set<AlertKind>> muted = takeKinds(object, "muted");
    if (muted.filter(kinds -> kinds.contains(AlertKind.CANARY)).isPresent()) {
      throw object.error(
          "muted", "Canary alerts can be muted for single keys only, not for the whole account.");
    }
    AccountAlerts.Change change =
        new AccountAlerts.Change(
            muted,
            object.integer("silence_days", 1, AlertSettings.MAX_SILENCE_DAYS),
            object.flag("email"));
    object.rejectUnknown();
    return change;
  }

  /**
   * Reads a change of one key's alert settings.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (muted, silence_days)
   */
  public static AlertSettings.Change keyChange(JsonObject body) {
    AlertSettings.Change change =
        new AlertSettings.Change(
            takeKinds(body, "muted"),
            body.takeNull("silence_days")
                ? Optional.of(new AlertSettings.Silence(Optional.empty()))
                : body.integer("silence_days", 1, AlertSettings.MAX_SILENCE_DAYS)
                    .map(days -> new AlertSettings.Silence(Optional.of(days))));
    body.rejectUnknown();
    return change;
  }

  private static Optional<Set<AlertKind>> takeKinds(JsonObject body, String field) {
    return body.texts(field, AlertKind.values().length, MAX_KIND)
        .map(words ->
            words.stream().map(word -> kind(body, field, word)).collect(Collectors.toSet()));
  }

  private static AlertKind kind(JsonObject body, String field, String word) {
    return AlertKind.find(word)
        .orElseThrow(() ->
            body.error(
                field, "Each element must be one of: " + String.join(", ", AlertKind.WORDS) + "."));
  }
}
