package com.remitflex.core.ledger;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.money.Currency;

/** Identifies the balance of one account in one currency. */
public record BalanceKey(HeadId head, Currency currency) {}
