package com.remitflex.features.rails.evm.payouts;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.tokens.AuthorizationReader;
import com.remitflex.features.rails.signer.Signer;
import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The treasury of a network: what it holds, and whether the signer has its key. */
final class Treasury {
  private static final Logger LOG = LoggerFactory.getLogger(Treasury.class);

  private final ChainNetwork network;
  private final AuthorizationReader reader;
  private final Signer signer;
  private final Map<EvmAddress, Held> held = new ConcurrentHashMap<>();
  private volatile boolean isSigners;

  /** A balance in the state after a block. */
  private record Held(Bytes32 block, BigInteger balance) {}

  Treasury(ChainNetwork network, AuthorizationReader reader, Signer signer) {
    this.network = network;
    this.reader = reader;
    this.signer = signer;
  }

  /** What it holds of a token after this block, as independent nodes agree. */
  BigInteger balance(EvmAddress token, Bytes32 block) {
    Optional<Held> known =
        Optional.ofNullable(held.get(token)).filter(one -> one.block().equals(block));
    if (known.isPresent()) {
      return known.get().balance();
    }
    BigInteger balance = reader.balance(token, network.treasury(), block);
    held.put(token, new Held(block, balance));
    return balance;
  }

  /** Whether the signer signs for this treasury; with another key, no token would accept it. */
  boolean isSigners() {
    if (!isSigners && signer.addresses() instanceof SignerReply.Done<SignerAddresses> done) {
      isSigners = done.value().treasury().equals(network.treasury());
      if (!isSigners) {
        LOG.error(
            "the treasury of network {} is {}, but the signer signs for {}: correct the networks"
                + " file. Nothing is paid out there until then",
            network.name(),
            network.treasury(),
            done.value().treasury());
      }
    }
    return isSigners;
  }
}
