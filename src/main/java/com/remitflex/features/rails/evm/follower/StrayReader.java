package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.follower.FollowedChain.Place;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.rails.evm.rpc.EventLog;
import com.remitflex.features.rails.evm.rpc.NativeTransfer;
import com.remitflex.features.rails.evm.strays.StrayKind;
import com.remitflex.features.rails.evm.strays.StrayTransfer;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the transfers of unknown tokens and of native coin in blocks that have become final. They
 * are for information: what cannot be read, because a stranger has made it too large, is left out
 * and delays nothing. So are most blocks that were skipped after a downtime.
 */
final class StrayReader {
  private static final Logger LOG = LoggerFactory.getLogger(StrayReader.class);
  private static final int MAX_BLOCKS = 64;
  private static final int TOPICS_OF_ONE_PIECE = 4;

  private final ChainNetwork network;
  private final ChainSource source;

  StrayReader(ChainNetwork network, ChainSource source) {
    this.network = network;
    this.source = source;
  }

  /** The transfers in the blocks that a step makes final; those of nothing too. */
  List<StrayTransfer> read(Optional<Place> before, Place after, List<EvmAddress> recipients) {
    long from = before.map(place -> place.finalHeight() + 1).orElse(Long.MAX_VALUE);
    long to = after.finalHeight();
    if (recipients.isEmpty() || from > to || to - from >= MAX_BLOCKS) {
      return List.of();
    }
    try {
      Block last =
          source
              .block(after.finalHash())
              .orElseThrow(() -> new ChainUnavailableException("the final block is missing"));
      Stream<StrayTransfer> tokens =
          source.unknownTokens(from, last, recipients).stream().flatMap(log -> token(log).stream());
      LongFunction<Stream<StrayTransfer>> coins =
          height ->
              source.nativeTransfers(height, recipients).stream().map(one -> coin(one, height));
      return Stream.concat(tokens, LongStream.rangeClosed(from, to).mapToObj(coins).flatMap(s -> s))
          .toList();
    } catch (ChainUnavailableException e) {
      LOG.info("transfers that are not credited were not read: {}", e.getMessage());
      return List.of();
    }
  }

  private Optional<StrayTransfer> token(EventLog log) {
    return TransferLogs.amount(log)
        .or(() -> onePiece(log))
        .map(amount ->
            new StrayTransfer(
                network.name(),
                StrayKind.UNKNOWN_TOKEN,
                Optional.of(log.transactionHash()),
                OptionalLong.of(log.index()),
                Optional.of(TransferLogs.address(log.topics().get(1))),
                TransferLogs.address(log.topics().get(2)),
                Optional.of(log.contract()),
                amount,
                log.height(),
                Instant.EPOCH));
  }

  /** A token of which each piece has a number (ERC-721) has the number instead of an amount. */
  private static Optional<BigInteger> onePiece(EventLog log) {
    return log.topics().size() == TOPICS_OF_ONE_PIECE
        ? Optional.of(BigInteger.ONE)
        : Optional.empty();
  }

  private StrayTransfer coin(NativeTransfer transfer, long height) {
    return new StrayTransfer(
        network.name(),
        StrayKind.NATIVE_COIN,
        Optional.of(transfer.transactionHash()),
        OptionalLong.empty(),
        Optional.of(transfer.sender()),
        transfer.recipient(),
        Optional.empty(),
        transfer.wei(),
        height,
        Instant.EPOCH);
  }
}
