package com.remitflex.spending;

import com.remitflex.accounts.HeadId;

/** What sends money: a payment. */
record ShareKey(HeadId head, String objectId) {}
