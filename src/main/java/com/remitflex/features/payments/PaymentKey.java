package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;

/** Identifies a payment: an ID is only looked up within its account and environment. */
public record PaymentKey(HeadId head, String id) {}
