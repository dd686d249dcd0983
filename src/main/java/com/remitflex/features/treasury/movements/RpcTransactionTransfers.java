package com.remitflex.features.treasury.movements;

import com.remitflex.features.rails.evm.follower.FoundTransfer;
import com.remitflex.features.rails.evm.follower.TransferLogs;
import com.remitflex.features.rails.evm.follower.TransferState;
import com.remitflex.features.rails.evm.follower.WatchedAddresses;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.Agreement;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.rpc.Receipt;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.treasury.books.BookTransfer;
import com.remitflex.features.treasury.books.OutgoingLogs;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads transactions from the nodes of the configured networks. */
public final class RpcTransactionTransfers implements TransactionTransfers {
  private final Function<String, Optional<ChainNetwork>> networks;
  private final Function<ChainNetwork, EvmNodes> nodes;
  private final WatchedAddresses treasuries;
  private final WatchedAddresses deposits;

  /**
   * Reads from these nodes.
   *
   * @param nodes those of a network; closed by the caller
   * @param treasuries the addresses that are or were a treasury
   * @param deposits the deposit addresses
   */
  public RpcTransactionTransfers(
      Function<String, Optional<ChainNetwork>> networks,
      Function<ChainNetwork, EvmNodes> nodes,
      WatchedAddresses treasuries,
      WatchedAddresses deposits) {
    this.networks = networks;
    this.nodes = nodes;
    this.treasuries = treasuries;
    this.deposits = deposits;
  }

  @Override
  @CheckReturnValue
  public Result<List<BookTransfer>> of(String name, Bytes32 transaction) {
    Optional<ChainNetwork> network = networks.apply(name);
    if (network.isEmpty()) {
      return rejected(
          ErrorCode.NOT_FOUND,
          "No network of this name is in the file of REMITFLEX_NETWORKS_FILE.");
    }
    Agreement<Optional<Receipt>> read =
        nodes.apply(network.get()).agreed(node -> node.receipt(transaction));
    return switch (read) {
      case Agreement.NotAgreed<Optional<Receipt>>(String reason) ->
          rejected(
              ErrorCode.SERVICE_UNAVAILABLE,
              "The nodes of " + name + " do not agree on this transaction: " + reason);
      case Agreement.Agreed<Optional<Receipt>>(Optional<Receipt> receipt) ->
          receipt.isEmpty()
              ? rejected(
                  ErrorCode.NOT_FOUND,
                  "The transaction is in no block of "
                      + name
                      + ". Check the hash and the network,"
                      + " or wait until it is in a block.")
              : transfers(network.get(), receipt.get());
    };
  }

  private Result<List<BookTransfer>> transfers(ChainNetwork network, Receipt receipt) {
    if (!receipt.succeeded()) {
      return rejected(
          ErrorCode.VALIDATION_ERROR, "The transaction has failed on the chain: it moved nothing.");
    }
    Set<EvmAddress> of = new HashSet<>(deposits.on(network.name()));
    Set<EvmAddress> own = new HashSet<>(treasuries.on(network.name()));
    own.add(network.treasury());
    own.addAll(of);
    OutgoingLogs nonces = new OutgoingLogs(network, receipt.logs());
    List<BookTransfer> transfers =
        TransferLogs.read(network, receipt.logs(), TransferState.SEEN).stream()
            .filter(one -> one.amountMinor().signum() > 0)
            .filter(one -> own.contains(one.sender()) || own.contains(one.recipient()))
            // What others send to a deposit address is a customer's, seen yet or not.
            .filter(one -> own.contains(one.sender()) || !of.contains(one.recipient()))
            .map(one -> transfer(one, own, nonces))
            .toList();
    return transfers.isEmpty()
        ? rejected(
            ErrorCode.VALIDATION_ERROR,
            "The transaction has no transfer of a configured token in or out of the treasury. What"
                + " others send to a deposit address is a deposit and is not recorded here.")
        : Result.ok(transfers);
  }

  private static BookTransfer transfer(
      FoundTransfer one, Set<EvmAddress> own, OutgoingLogs nonces) {
    return new BookTransfer(
        one, own.contains(one.sender()), own.contains(one.recipient()), nonces.nonces(one));
  }

  private static <T> Result<T> rejected(ErrorCode code, String message) {
    return Result.rejected(ApiError.of(code, message));
  }
}
