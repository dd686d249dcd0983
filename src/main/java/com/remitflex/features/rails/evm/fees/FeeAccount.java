package com.remitflex.features.rails.evm.fees;

import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;

/**
 * A relayer's account in the ledger of network fees.
 *
 * @param balanceWei what all of its final transactions have cost
 */
public record FeeAccount(String network, EvmAddress relayer, long entries, BigInteger balanceWei) {}
