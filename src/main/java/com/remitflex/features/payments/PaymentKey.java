package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;

/** What names a payment: no id is ever looked for outside its own account and environment. */
public record PaymentKey(HeadId head, String id) {}
