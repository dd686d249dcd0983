package com.remitflex.features.accounts;

import com.remitflex.core.accounts.HeadId;
import java.util.Optional;
import java.util.Set;

/**
 * The alert settings of all keys of an account; a key can mute further kinds.
 *
 * @param muted kinds that raise no alert for any key
 * @param silenceDays days without use after which a key's next use raises an alert, for keys that
 *     have no number of their own
 * @param email whether alerts are also sent by email; canary alerts always are
 */
public record AccountAlerts(HeadId head, Set<AlertKind> muted, int silenceDays, boolean email) {
  private static final int INITIAL_SILENCE_DAYS = 30;

  public AccountAlerts {
    muted = Set.copyOf(muted);
  }

  /** The initial settings: nothing is muted. */
  public static AccountAlerts of(HeadId head) {
    return new AccountAlerts(head, Set.of(), INITIAL_SILENCE_DAYS, true);
  }

  /** A change of these settings; an empty field leaves its setting as it is. */
  public record Change(
      Optional<Set<AlertKind>> muted, Optional<Integer> silenceDays, Optional<Boolean> email) {}

  /** These settings after a change. */
  public AccountAlerts with(Change change) {
    return new AccountAlerts(
        head,
        change.muted().orElse(muted),
        change.silenceDays().orElse(silenceDays),
        change.email().orElse(email));
  }

  /** Whether an alert of this kind is sent by email. */
  public boolean mails(AlertKind kind) {
    return email || kind == AlertKind.CANARY;
  }
}
