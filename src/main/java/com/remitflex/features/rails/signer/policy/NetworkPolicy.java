package com.remitflex.features.rails.signer.policy;

import com.remitflex.features.recipients.wallets.EvmAddress;
import java.util.List;
import java.util.Optional;

/** What the signer may sign on one network. */
public record NetworkPolicy(String name, long chainId, FeeBounds fees, List<TokenPolicy> tokens) {
  public NetworkPolicy {
    tokens = List.copyOf(tokens);
  }

  /** The token with this contract; empty if the policy does not contain it. */
  public Optional<TokenPolicy> token(EvmAddress contract) {
    return tokens.stream().filter(one -> one.domain().contract().equals(contract)).findFirst();
  }
}
