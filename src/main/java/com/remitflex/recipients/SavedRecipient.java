package com.remitflex.recipients;

import com.remitflex.money.Currency;

/** A recipient that an account keeps, with the currency that it is paid in. */
public record SavedRecipient(String id, Recipient recipient, Currency currency) {}
