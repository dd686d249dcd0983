package com.remitflex.payments;

import com.remitflex.accounts.HeadId;

/** What names a payment: no id is ever looked for outside its own account and environment. */
public record PaymentKey(HeadId head, String id) {}
