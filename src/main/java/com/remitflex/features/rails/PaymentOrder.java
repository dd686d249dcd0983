package com.remitflex.features.rails;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.money.Money;

/**
 * What a rail is asked to carry.
 *
 * @param reference the payment's id: submitting the same reference again never pays twice
 * @param amount what leaves the account, without the fee
 * @param converted what the recipient gets
 * @param toBank whether it ends in a bank account, and so is delivered after it is settled
 */
public record PaymentOrder(
    String reference,
    HeadId head,
    Money amount,
    Money converted,
    String corridor,
    boolean toBank) {}
