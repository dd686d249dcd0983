package com.remitflex.features.apikeys.spending;

import com.remitflex.core.accounts.HeadId;

/** What sends money: a payment. */
record ShareKey(HeadId head, String objectId) {}
