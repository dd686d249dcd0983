package com.remitflex.features.rails.signer.policy;

import com.remitflex.features.recipients.wallets.EvmAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the signer may sign; everything else is rejected.
 *
 * @param ceilings by currency; each currency of a token has one
 * @param sweepDestinations where deposits may be swept to
 * @param maxWindow how long after the request an authorisation may end
 */
public record Policy(
    List<NetworkPolicy> networks,
    Map<String, Ceiling> ceilings,
    Set<EvmAddress> sweepDestinations,
    Duration maxWindow) {
  public Policy {
    networks = List.copyOf(networks);
    ceilings = Map.copyOf(ceilings);
    sweepDestinations = Set.copyOf(sweepDestinations);
  }

  /** The network with this chain ID; empty if the policy does not contain it. */
  public Optional<NetworkPolicy> network(long chainId) {
    return networks.stream().filter(one -> one.chainId() == chainId).findFirst();
  }

  /** The ceiling of a token's currency. */
  public Ceiling ceiling(TokenPolicy token) {
    return Optional.ofNullable(ceilings.get(token.currency())).orElseThrow();
  }
}
