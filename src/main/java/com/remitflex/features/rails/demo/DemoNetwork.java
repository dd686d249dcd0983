package com.remitflex.features.rails.demo;

import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.NetworksFile;
import com.remitflex.features.rails.evm.rpc.RpcUrl;
import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.nio.file.Files;
import java.util.Optional;

/** The networks file of the demo chain, with which the platform follows it as any other. */
final class DemoNetwork {
  /** Name of the network. */
  static final String NAME = "demo";

  /** Name and version of the token's EIP-712 domain. */
  static final String TOKEN_NAME = "USD Coin";

  static final String TOKEN_VERSION = "2";
  static final String CURRENCY = "USDC";
  static final int FINAL_BLOCKS = 3;
  static final int MAX_FEE_GWEI = 100;
  static final int MAX_PRIORITY_FEE_GWEI = 10;

  private DemoNetwork() {}

  static String text(RpcUrl url, EvmAddress token, SignerAddresses signer) {
    return """
    {"networks": [{
      "name": "%s",
      "chain_id": %d,
      "rpc_urls": ["%s"],
      "trusted": true,
      "final_blocks": %d,
      "max_fee_gwei": %d,
      "max_priority_fee_gwei": %d,
      "tokens": [{
        "currency": "%s",
        "contract": "%s",
        "decimals": 6,
        "eip3009": true,
        "domain_name": "%s",
        "domain_version": "%s",
        "minimum_deposit": 1
      }],
      "treasury": "%s",
      "relayers": ["%s"],
      "deposit_xpub": "%s"
    }]}
    """
        .formatted(
            NAME,
            AnvilProcess.CHAIN_ID,
            url.uri(),
            FINAL_BLOCKS,
            MAX_FEE_GWEI,
            MAX_PRIORITY_FEE_GWEI,
            CURRENCY,
            token,
            TOKEN_NAME,
            TOKEN_VERSION,
            signer.treasury(),
            signer.relayers().getFirst(),
            signer.extendedPublicKey());
  }

  /** The network as it was last written; empty if it was not, or cannot be read. */
  static Optional<ChainNetwork> last(DemoFiles files) {
    try {
      return Files.exists(files.networks())
          ? NetworksFile.read(files.networks()).stream().findFirst()
          : Optional.empty();
    } catch (IllegalArgumentException damaged) {
      // It is written again at each start.
      return Optional.empty();
    }
  }

  static Optional<Integer> lastPort(DemoFiles files) {
    return last(files).map(network -> network.rpcUrls().getFirst().uri().getPort());
  }
}
