package com.remitflex.features.treasury;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.ChainToken;
import com.remitflex.features.rails.evm.rpc.Agreement;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads what the treasury and the relayers of a network hold, as enough of its nodes say. */
public final class BalanceReader {
  /** The selector of `balanceOf(address)`, and the padding of its argument. */
  private static final String BALANCE_OF = "0x70a08231" + "0".repeat(24);

  private static final int WEI_DECIMALS = 18;
  private static final int HEX = 16;
  private static final int HEX_PREFIX = 2;

  private BalanceReader() {}

  /** The balances after the newest block on which the nodes agree. */
  public static Agreement<NetworkBalances> read(ChainNetwork network, EvmNodes nodes) {
    return switch (nodes.head()) {
      case Agreement.NotAgreed<Block>(String reason) -> new Agreement.NotAgreed<>(reason);
      case Agreement.Agreed<Block>(Block head) -> at(network, nodes, head);
    };
  }

  private static Agreement<NetworkBalances> at(ChainNetwork network, EvmNodes nodes, Block head) {
    List<NetworkBalances.Tokens> treasury = new ArrayList<>();
    for (ChainToken token : network.tokens()) {
      Agreement<BigInteger> balance = tokens(nodes, token, network.treasury(), head.hash());
      if (balance instanceof Agreement.NotAgreed<BigInteger>(String reason)) {
        return new Agreement.NotAgreed<>(reason);
      }
      treasury.add(
          new NetworkBalances.Tokens(
              token.currency(), new BigDecimal(balance.orThrow(), token.decimals())));
    }
    List<NetworkBalances.Gas> relayers = new ArrayList<>();
    for (EvmAddress relayer : network.relayers()) {
      Agreement<BigInteger> wei = nodes.agreed(node -> node.balanceWei(relayer, head.hash()));
      if (wei instanceof Agreement.NotAgreed<BigInteger>(String reason)) {
        return new Agreement.NotAgreed<>(reason);
      }
      relayers.add(new NetworkBalances.Gas(relayer, new BigDecimal(wei.orThrow(), WEI_DECIMALS)));
    }
    return new Agreement.Agreed<>(
        new NetworkBalances(head.height(), List.copyOf(treasury), List.copyOf(relayers)));
  }

  private static Agreement<BigInteger> tokens(
      EvmNodes nodes, ChainToken token, EvmAddress owner, Bytes32 block) {
    String data = BALANCE_OF + owner.text().substring(HEX_PREFIX).toLowerCase(Locale.ROOT);
    return nodes
        .agreed(node -> node.call(token.contract(), data, block))
        .map(hex ->
            hex.length() == HEX_PREFIX
                ? BigInteger.ZERO
                : new BigInteger(hex.substring(HEX_PREFIX), HEX));
  }
}
