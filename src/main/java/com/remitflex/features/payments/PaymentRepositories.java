package com.remitflex.features.payments;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.platform.money.Currency;

/** The books that a step of a payment can touch when its currency is not known yet. */
final class PaymentRepositories {
  private PaymentRepositories() {}

  static void of(HeadId head, ReadSet needs) {
    for (Currency currency : Currency.values()) {
      if (currency.isStablecoin()) {
        needs.balance(head, currency);
      }
    }
  }
}
