package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.money.Currency;
import java.math.BigInteger;

/**
 * A transfer of a configured token to an address of this platform.
 *
 * @param amountMinor greater than zero; a contract can log any number of 256 bits
 */
public record FoundTransfer(
    TransferId id,
    EvmAddress token,
    Currency currency,
    EvmAddress sender,
    EvmAddress recipient,
    BigInteger amountMinor,
    long blockHeight,
    Bytes32 blockHash,
    TransferState state) {}
