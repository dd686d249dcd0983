package com.remitflex.features.exchange.quotes;

import com.remitflex.core.accounts.HeadId;

/** Identifies a quote: an ID is only looked up within its account and environment. */
public record QuoteKey(HeadId head, String id) {}
