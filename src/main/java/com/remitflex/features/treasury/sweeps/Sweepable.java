package com.remitflex.features.treasury.sweeps;

import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.money.Money;

/**
 * What a deposit address can give to the treasury: it is final, credited, and not on its way.
 *
 * @param number of the sweep that would be made
 */
public record Sweepable(
    String network, EvmAddress token, EvmAddress address, Money amount, long number) {}
