package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.EventLog;
import com.remitflex.features.rails.evm.rpc.NativeTransfer;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the nodes of a network agree on. Every method throws a {@link
 * com.remitflex.features.rails.evm.rpc.ChainUnavailableException} if they do not respond or do not
 * agree.
 */
interface ChainSource {
  /** The newest block. */
  Block head();

  /** The canonical block at a height. */
  Optional<Block> block(long height);

  /** The block with a hash, on whichever branch. */
  Optional<Block> block(Bytes32 hash);

  /** The newest block that the nodes call finalized. */
  Optional<Block> finalized();

  /** The transfers of configured tokens to these addresses in one block. */
  List<EventLog> transfers(Bytes32 blockHash, List<EvmAddress> recipients);

  /** As above, in the canonical blocks from a height up to a block. */
  List<EventLog> transfers(long from, Block to, List<EvmAddress> recipients);

  /** The transfers of other tokens to these addresses. */
  List<EventLog> unknownTokens(long from, Block to, List<EvmAddress> recipients);

  /** The native coin that transactions of the canonical block at a height sent to these. */
  List<NativeTransfer> nativeTransfers(long height, List<EvmAddress> recipients);

  /** The native coin that these addresses have at a block, in wei. */
  Map<EvmAddress, BigInteger> balancesWei(Bytes32 blockHash, List<EvmAddress> addresses);
}
