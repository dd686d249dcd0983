package com.remitflex.features.rails.evm.payouts;

import com.remitflex.platform.money.Money;
import java.time.Instant;

/**
 * The payouts of one token that wait because the treasury does not hold enough.
 *
 * @param waiting their sum
 * @param since when the first of them began to wait
 */
public record Shortage(String network, Money waiting, long payouts, Instant since) {}
