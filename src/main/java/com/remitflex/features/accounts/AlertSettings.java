package com.remitflex.features.accounts;

import com.remitflex.platform.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/**
 * What the owner of a key wants to be told of, beside what the account says of all keys.
 *
 * @param muted kinds that raise no alert for this key
 * @param silenceDays after how many days without a use the next one is told; empty: as the account
 *     says
 */
public record AlertSettings(String keyId, Set<AlertKind> muted, Optional<Integer> silenceDays) {
  static final int MOST_SILENCE_DAYS = 365;

  public AlertSettings {
    muted = Set.copyOf(muted);
  }

  /** As the account says. */
  public static AlertSettings of(String keyId) {
    return new AlertSettings(keyId, Set.of(), Optional.empty());
  }

  /** What is to change; empty stays. */
  public record Change(Optional<Set<AlertKind>> muted, Optional<Silence> silence) {

    /**
     * Takes the change from a body of the API.
     *
     * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (muted, silence_days)
     */
    public static Change take(JsonObject body) {
      Change change =
          new Change(
              AlertKind.take(body, "muted"),
              body.takeNull("silence_days")
                  ? Optional.of(new Silence(Optional.empty()))
                  : body.integer("silence_days", 1, MOST_SILENCE_DAYS)
                      .map(days -> new Silence(Optional.of(days))));
      body.rejectUnknown();
      return change;
    }
  }

  /** The key's own number of days; empty: as the account says. */
  public record Silence(Optional<Integer> days) {}

  public AlertSettings with(Change change) {
    return new AlertSettings(
        keyId,
        change.muted().orElse(muted),
        change.silence().map(Silence::days).orElse(silenceDays));
  }

  public boolean mutes(AlertKind kind, AccountAlerts account) {
    return muted.contains(kind) || account.muted().contains(kind);
  }

  public int silenceDays(AccountAlerts account) {
    return silenceDays.orElse(account.silenceDays());
  }
}
