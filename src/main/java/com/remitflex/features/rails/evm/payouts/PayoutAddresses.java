package com.remitflex.features.rails.evm.payouts;

import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.ChainToken;
import com.remitflex.features.recipients.wallets.ForbiddenAddresses;
import com.remitflex.features.recipients.wallets.ForbiddenAddresses.Owner;
import com.remitflex.platform.ids.Environment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The addresses of the configured networks to which no live payment may go. Treasuries and relayers
 * are forbidden on every network, because the owner of a key is the same on all.
 */
public final class PayoutAddresses {
  private PayoutAddresses() {}

  public static ForbiddenAddresses of(List<ChainNetwork> networks) {
    Map<String, Owner> owners = new HashMap<>();
    for (ChainNetwork network : networks) {
      network.tokens().stream()
          .map(ChainToken::contract)
          .forEach(one -> owners.put(one.text(), Owner.TOKEN_CONTRACT));
      network.relayers().forEach(one -> owners.put(one.text(), Owner.RELAYER));
      owners.put(network.treasury().text(), Owner.TREASURY);
    }
    return (environment, wallet) ->
        environment == Environment.LIVE
            ? Optional.ofNullable(owners.get(wallet.address()))
            : Optional.empty();
  }
}
