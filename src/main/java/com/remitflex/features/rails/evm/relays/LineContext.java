package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.rails.evm.follower.ChainStatus;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.signer.Signer;
import com.remitflex.platform.database.Database;
import java.util.function.BooleanSupplier;

/**
 * What the lines of one network work with.
 *
 * @param paused whether nothing new may be signed or sent
 * @param nodeId identifies this process among those on the same database
 */
record LineContext(
    Database database,
    ChainNetwork network,
    EvmNodes nodes,
    Signer signer,
    ChainStatus chains,
    BooleanSupplier paused,
    String nodeId,
    RelaySettings settings) {
  String name() {
    return network.name();
  }
}
