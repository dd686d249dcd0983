package com.remitflex.features.rails.evm.payouts;

import com.remitflex.features.rails.evm.follower.ChainStatus;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.relays.Relays;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.tokens.AuthorizationReader;
import com.remitflex.features.rails.signer.Signer;
import com.remitflex.platform.database.Database;
import java.util.function.BooleanSupplier;

/**
 * What the rail of one network works with.
 *
 * @param paused whether nothing new may be signed or sent
 */
record RailContext(
    Database database,
    ChainNetwork network,
    ChainStatus chains,
    AuthorizationReader reader,
    Treasury treasury,
    Relays relays,
    Signer signer,
    BooleanSupplier paused) {

  static RailContext of(
      Database database,
      ChainNetwork network,
      EvmNodes nodes,
      Relays relays,
      Signer signer,
      BooleanSupplier paused) {
    AuthorizationReader reader = new AuthorizationReader(nodes);
    return new RailContext(
        database,
        network,
        new ChainStatus(database),
        reader,
        new Treasury(network, reader, signer),
        relays,
        signer,
        paused);
  }
}
