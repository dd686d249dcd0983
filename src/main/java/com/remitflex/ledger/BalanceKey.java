package com.remitflex.ledger;

import com.remitflex.accounts.HeadId;
import com.remitflex.money.Currency;

/** One account's book in one currency. */
public record BalanceKey(HeadId head, Currency currency) {}
