package com.remitflex.features.accounts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/**
 * What an account wants to be told of the use of its keys; a key can be quieter.
 *
 * @param muted kinds that raise no alert for any key
 * @param silenceDays after how many days without a use the next one is told, where a key has no
 *     number of its own
 * @param email whether alerts are sent by e-mail too; those of canaries always are
 */
public record AccountAlerts(HeadId head, Set<AlertKind> muted, int silenceDays, boolean email) {
  private static final int SILENCE_DAYS = 30;

  public AccountAlerts {
    muted = Set.copyOf(muted);
  }

  /** Tells of everything. */
  public static AccountAlerts of(HeadId head) {
    return new AccountAlerts(head, Set.of(), SILENCE_DAYS, true);
  }

  /** What is to change; empty stays. */
  public record Change(
      Optional<Set<AlertKind>> muted, Optional<Integer> silenceDays, Optional<Boolean> email) {

    /**
     * Takes the change from an object of the API.
     *
     * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (muted, silence_days,
     *     email)
     */
    public static Change take(JsonObject object) {
      Optional<Set<AlertKind>> muted = AlertKind.take(object, "muted");
      if (muted.filter(kinds -> kinds.contains(AlertKind.CANARY)).isPresent()) {
        throw object.error(
            "muted", "The alarm of canaries is muted for one key at a time, never for all.");
      }
      Change change =
          new Change(
              muted,
              object.integer("silence_days", 1, AlertSettings.MOST_SILENCE_DAYS),
              object.flag("email"));
      object.rejectUnknown();
      return change;
    }
  }

  /** These with a change. */
  public AccountAlerts with(Change change) {
    return new AccountAlerts(
        head,
        change.muted().orElse(muted),
        change.silenceDays().orElse(silenceDays),
        change.email().orElse(email));
  }

  /** As the API shows them. */
  public ObjectNode json() {
    ObjectNode node = Json.object();
    node.set("muted", AlertKind.array(muted));
    node.put("silence_days", silenceDays);
    node.put("email", email);
    return node;
  }

  /** Whether an alert of this kind is sent by e-mail. */
  public boolean mails(AlertKind kind) {
    return email || kind == AlertKind.CANARY;
  }
}
