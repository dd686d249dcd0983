package com.remitflex.features.rails.evm.fees;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Which network fees are added up, and how.
 *
 * @param network only of this one
 * @param from the first day, in UTC
 * @param to the last day, in UTC
 */
public record FeeRange(FeePeriod period, Optional<String> network, LocalDate from, LocalDate to) {}
