package com.remitflex.features.accounts.deposits.chain;

import com.remitflex.features.accounts.deposits.addresses.DepositNetwork;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.ChainToken;
import com.remitflex.features.rails.evm.networks.Finality;
import com.remitflex.platform.money.Money;
import java.util.List;

/** The networks of the operator's file on which deposits are accepted. */
public final class ChainDepositNetworks {
  /** Blocks that the nodes call `finalized` are usually this old: two epochs of Ethereum. */
  private static final int USUAL_FINAL = 64;

  private ChainDepositNetworks() {}

  /**
   * The networks with an extended public key, and their tokens with EIP-3009: others could not be
   * swept from the deposit addresses.
   */
  public static List<DepositNetwork> of(List<ChainNetwork> networks) {
    return networks.stream()
        .flatMap(network -> network.depositXpub().stream().map(xpub -> network(network, xpub)))
        .filter(network -> !network.minimums().isEmpty())
        .toList();
  }

  private static DepositNetwork network(ChainNetwork network, String xpub) {
    List<Money> minimums =
        network.tokens().stream()
            .filter(ChainToken::eip3009)
            .map(ChainToken::minimumDeposit)
            .toList();
    return new DepositNetwork(network.name(), xpub, finalAfter(network.finality()), minimums);
  }

  private static int finalAfter(Finality finality) {
    return switch (finality) {
      case Finality.Blocks(int count) -> count + 1;
      case Finality.Tag() -> USUAL_FINAL;
    };
  }
}
