package com.remitflex.features.apikeys.spending;

import com.remitflex.core.accounts.HeadId;

/** Identifies the daily sum of a key. */
sealed interface DailySumKey {
  /** A key with a daily limit. Every row that is found has this key. */
  record OfKey(HeadId head, String keyId) implements DailySumKey {}

  /** The key whose limit an object used, so that both rows are read in the same batch. */
  record OfUsage(LimitUsageKey usage) implements DailySumKey {}
}
