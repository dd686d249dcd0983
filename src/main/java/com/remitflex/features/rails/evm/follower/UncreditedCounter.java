package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.follower.FollowedChain.Place;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts transfers of unknown tokens and of native coin in blocks that have become final. It is for
 * information: what cannot be read, because a stranger has made it too large, is not counted and
 * delays nothing. Blocks that were skipped after a downtime are not counted either.
 */
final class UncreditedCounter {
  private static final Logger LOG = LoggerFactory.getLogger(UncreditedCounter.class);
  private static final int MAX_BLOCKS = 64;

  private final ChainSource source;

  UncreditedCounter(ChainSource source) {
    this.source = source;
  }

  /** The numbers by kind, of the blocks that a step makes final. */
  Map<UncreditedKind, Long> count(
      Optional<Place> before, Place after, List<EvmAddress> recipients) {
    long from = before.map(place -> place.finalHeight() + 1).orElse(Long.MAX_VALUE);
    long to = after.finalHeight();
    if (recipients.isEmpty() || from > to || to - from >= MAX_BLOCKS) {
      return Map.of();
    }
    try {
      Block last =
          source
              .block(after.finalHash())
              .orElseThrow(() -> new ChainUnavailableException("the final block is missing"));
      Map<UncreditedKind, Long> counts = new EnumMap<>(UncreditedKind.class);
      counts.put(UncreditedKind.UNKNOWN_TOKEN, source.unknownTokens(from, last, recipients));
      counts.put(
          UncreditedKind.NATIVE_COIN,
          LongStream.rangeClosed(from, to)
              .map(height -> source.nativeTransfers(height, recipients))
              .sum());
      return counts;
    } catch (ChainUnavailableException e) {
      LOG.info("transfers that are only counted were not counted: {}", e.getMessage());
      return Map.of();
    }
  }
}
