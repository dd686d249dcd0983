package com.remitflex.features.rails;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.money.Money;

/**
 * An order to a rail to carry out a payment.
 *
 * @param reference the payment's ID: submitting the same reference again never pays twice
 * @param amount leaves the account; without the fee
 * @param converted arrives at the recipient
 * @param toBank whether the recipient is a bank account, which delivers after settlement
 */
public record PaymentOrder(
    String reference,
    HeadId head,
    Money amount,
    Money converted,
    String corridor,
    boolean toBank) {}
