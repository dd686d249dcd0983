package com.remitflex.features.rails.evm.networks;

import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;

/**
 * A token that RemitFlex uses on a network.
 *
 * @param decimals those of the contract, and of the currency
 * @param symbol what the contract calls it, for example `USDC.e`
 * @param eip3009 whether it implements transfers with authorisation (EIP-3009)
 * @param domainName name in its EIP-712 domain
 * @param domainVersion version in its EIP-712 domain
 * @param minimumDeposit deposits below it are not credited automatically
 * @param sweepFrom an address that holds at least this much is swept to the treasury
 * @param payoutFee added to the fee of a payment that is paid out in this token; zero for none
 */
public record ChainToken(
    Currency currency,
    EvmAddress contract,
    int decimals,
    String symbol,
    boolean eip3009,
    String domainName,
    String domainVersion,
    Money minimumDeposit,
    Money sweepFrom,
    Money payoutFee) {}
