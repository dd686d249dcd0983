package com.remitflex.features.statements;

import com.remitflex.core.ledger.Balance;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;

/**
 * The balance of an account in one currency.
 *
 * @param available can be spent
 * @param held reserved for payments in progress
 */
public record AccountBalance(Environment environment, Money available, Money held) {

  public static AccountBalance of(Environment environment, Currency currency, Balance balance) {
    return new AccountBalance(
        environment,
        new Money(currency, balance.of(SubAccount.AVAILABLE)),
        new Money(currency, balance.of(SubAccount.HELD)));
  }

  public Currency currency() {
    return available.currency();
  }

  public Money total() {
    return available.plus(held);
  }
}
