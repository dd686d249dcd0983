package com.remitflex.features.exchange.conversions;

import com.remitflex.core.accounts.HeadId;

/** Identifies a conversion: an ID is only looked up within its account and environment. */
public record ConversionKey(HeadId head, String id) {}
