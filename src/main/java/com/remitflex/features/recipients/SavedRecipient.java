package com.remitflex.features.recipients;

import com.remitflex.platform.money.Currency;

/** A recipient that an account keeps, with the currency that it is paid in. */
public record SavedRecipient(String id, Recipient recipient, Currency currency) {}
