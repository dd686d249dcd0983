package com.remitflex.features.recipients;

import com.remitflex.platform.money.Currency;

/** A recipient stored with an account, and the currency in which it is paid. */
public record SavedRecipient(String id, Recipient recipient, Currency currency) {}
