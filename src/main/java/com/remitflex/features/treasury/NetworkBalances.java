package com.remitflex.features.treasury;

import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.money.Currency;
import java.math.BigDecimal;
import java.util.List;

/**
 * What the addresses of a network hold, after the newest block on which its nodes agree.
 *
 * @param height height of that block
 * @param treasury the tokens of the treasury, in the order of the networks file
 * @param relayers the native coin of the relayers, which pays for gas
 */
public record NetworkBalances(long height, List<Tokens> treasury, List<Gas> relayers) {
  /** The whole balance of one token, with all its digits. */
  public record Tokens(Currency currency, BigDecimal amount) {}

  /** The native coin of one relayer, in whole coins of 18 decimals. */
  public record Gas(EvmAddress relayer, BigDecimal coins) {}
}
