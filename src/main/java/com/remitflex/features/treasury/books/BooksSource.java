package com.remitflex.features.treasury.books;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.EventLog;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.util.List;

/**
 * What the nodes of a network agree on. Every method throws a {@link
 * com.remitflex.features.rails.evm.rpc.ChainUnavailableException} if they do not respond or do not
 * agree.
 */
public interface BooksSource {
  /** The canonical block at a height. */
  Block block(long height);

  /**
   * The transfers of configured tokens from these addresses, and the authorisations that they used,
   * in the canonical blocks from a height up to a block.
   */
  List<EventLog> outgoing(long from, Block to, List<EvmAddress> senders);

  /** What an address holds of a token after a block, in the token's smallest unit. */
  BigInteger balance(EvmAddress token, EvmAddress address, Bytes32 blockHash);

  /** The native coin of an address after a block. */
  BigInteger gasWei(EvmAddress address, Bytes32 blockHash);
}
