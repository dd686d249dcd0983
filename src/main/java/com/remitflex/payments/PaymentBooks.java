package com.remitflex.payments;

import com.remitflex.accounts.HeadId;
import com.remitflex.engine.Needs;
import com.remitflex.money.Currency;

/** The books that a step of a payment can touch when its currency is not known yet. */
final class PaymentBooks {
  private PaymentBooks() {}

  static void of(HeadId head, Needs needs) {
    for (Currency currency : Currency.values()) {
      if (currency.isStablecoin()) {
        needs.balance(head, currency);
      }
    }
  }
}
