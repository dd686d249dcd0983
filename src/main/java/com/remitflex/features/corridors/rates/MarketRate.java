package com.remitflex.features.corridors.rates;

import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Rate;
import java.time.Instant;
import java.util.Optional;

/**
 * The rate between two currencies.
 *
 * @param mid the mid-market rate
 * @param customer what customers get: the mid-market rate less the spread
 * @param spreadBasisPoints in hundredths of a percent
 * @param source names of the sources of which the rate is derived, joined by `+`
 * @param asOf the time of the oldest price of which the rate is derived
 * @param expiresAt when it becomes too old; empty if it stays valid
 */
public record MarketRate(
    Currency from,
    Currency to,
    Rate mid,
    Rate customer,
    int spreadBasisPoints,
    String source,
    Instant asOf,
    Optional<Instant> expiresAt) {}
