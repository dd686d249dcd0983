package com.remitflex.features.accounts;

import java.util.Optional;
import java.util.Set;

/**
 * The alert settings of one key, in addition to those of its account.
 *
 * @param muted kinds that raise no alert for this key
 * @param silenceDays days without use after which the key's next use raises an alert; empty: the
 *     account's number applies
 */
public record AlertSettings(String keyId, Set<AlertKind> muted, Optional<Integer> silenceDays) {
  public static final int MAX_SILENCE_DAYS = 365;

  public AlertSettings {
    muted = Set.copyOf(muted);
  }

  /** The initial settings: those of the account apply. */
  public static AlertSettings of(String keyId) {
    return new AlertSettings(keyId, Set.of(), Optional.empty());
  }

  /** A change of these settings; an empty field leaves its setting as it is. */
  public record Change(Optional<Set<AlertKind>> muted, Optional<Silence> silence) {}

  /** The key's own number of days; empty: the account's number applies. */
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
