package com.remitflex.features.apikeys.spending;

import com.remitflex.core.accounts.HeadId;

/** Identifies what one object, for example a payment, used of a daily limit. */
record LimitUsageKey(HeadId head, String objectId) {}
