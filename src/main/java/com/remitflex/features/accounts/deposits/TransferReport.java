package com.remitflex.features.accounts.deposits;

import java.util.Optional;

/**
 * What a chain says about a transfer to a deposit address. A report may come several times, late,
 * or contradict another one.
 */
public sealed interface TransferReport {
  IncomingTransfer transfer();

  /**
   * The transfer is in a block of the chain.
   *
   * @param blockHeight of that block, if {@link TransferReports#countConfirmations} counts them
   */
  record Seen(IncomingTransfer transfer, Optional<Long> blockHeight) implements TransferReport {
    Seen(IncomingTransfer transfer) {
      this(transfer, Optional.empty());
    }
  }

  /**
   * More blocks follow that of the transfer.
   *
   * @param confirmations number of blocks from its own on
   */
  record Confirmed(IncomingTransfer transfer, long confirmations) implements TransferReport {}

  /** The transfer's block is final. */
  record Final(IncomingTransfer transfer, long confirmations) implements TransferReport {}

  /** A reorganisation has removed the transfer's block. */
  record Unseen(IncomingTransfer transfer) implements TransferReport {}
}
