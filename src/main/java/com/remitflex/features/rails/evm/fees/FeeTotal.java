package com.remitflex.features.rails.evm.fees;

import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.time.LocalDate;

/**
 * What the transactions of one relayer have cost that became final in a period.
 *
 * @param firstDay of the period, in UTC
 * @param transactions less those that were taken back
 * @param gasUsed of those whose gas is known, less what was taken back
 */
public record FeeTotal(
    LocalDate firstDay,
    String network,
    EvmAddress relayer,
    long transactions,
    long gasUsed,
    BigInteger feeWei) {}
