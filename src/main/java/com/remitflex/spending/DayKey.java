package com.remitflex.spending;

import com.remitflex.accounts.HeadId;

/** A key with a daily limit. */
record DayKey(HeadId head, String keyId) {}
