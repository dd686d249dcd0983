package com.remitflex.features.apikeys.spending;

import com.remitflex.core.accounts.HeadId;

/** What names the daily sum of a key. */
sealed interface DayKey {
  /** A key with a daily limit: the name of each row that is found. */
  record OfKey(HeadId head, String keyId) implements DayKey {}

  /** Whichever key a share was taken from, to read its sum together with the share. */
  record OfShare(ShareKey share) implements DayKey {}
}
