package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.rails.evm.strays.StrayKind;
import com.remitflex.features.rails.evm.strays.StrayTransfer;
import com.remitflex.features.rails.evm.strays.StrayTransfers;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds native coin that a contract has sent, which is in no log and in no transaction's value: a
 * balance is larger than what was recorded. A few addresses are read at a time, one after another.
 */
final class NativeBalances {
  private static final Logger LOG = LoggerFactory.getLogger(NativeBalances.class);
  private static final int ADDRESSES_AT_ONCE = 20;

  private final ChainNetwork network;
  private final ChainSource source;
  private final Duration interval;
  private long nextNanos = System.nanoTime();
  private int position;

  NativeBalances(ChainNetwork network, ChainSource source, Duration interval) {
    this.network = network;
    this.source = source;
    this.interval = interval;
  }

  /** The balances of the next addresses at a final block; none if it is too early. */
  Map<EvmAddress, BigInteger> read(FollowedChain.Place place, List<EvmAddress> addresses) {
    if (addresses.isEmpty() || System.nanoTime() - nextNanos < 0) {
      return Map.of();
    }
    nextNanos = System.nanoTime() + interval.toNanos();
    int number = Math.min(ADDRESSES_AT_ONCE, addresses.size());
    List<EvmAddress> some =
        IntStream.range(position, position + number)
            .mapToObj(i -> addresses.get(i % addresses.size()))
            .toList();
    position = (position + number) % addresses.size();
    try {
      return source.balancesWei(place.finalHash(), some);
    } catch (ChainUnavailableException e) {
      LOG.info("balances of native coin were not read: {}", e.getMessage());
      return Map.of();
    }
  }

  /** What the balances at this final height show, besides what is recorded; stores them. */
  List<StrayTransfer> store(Handle handle, long height, Map<EvmAddress, BigInteger> balances) {
    if (balances.isEmpty()) {
      return List.of();
    }
    Map<EvmAddress, BigInteger> began = new HashMap<>();
    // A deposit address begins with nothing; what the treasury begins with is its operator's.
    balances.forEach((address, wei) ->
        began.put(address, address.equals(network.treasury()) ? wei : BigInteger.ZERO));
    Map<EvmAddress, BigInteger> expected =
        StrayTransfers.expectedWei(handle, network.name(), began);
    StrayTransfers.balances(handle, network.name(), height, balances);
    List<StrayTransfer> surplus = new ArrayList<>();
    expected.forEach((address, wei) -> {
      BigInteger more = balances.getOrDefault(address, wei).subtract(wei);
      if (more.signum() > 0) {
        surplus.add(transfer(address, more, height));
      }
    });
    return surplus;
  }

  private StrayTransfer transfer(EvmAddress address, BigInteger wei, long height) {
    return new StrayTransfer(
        network.name(),
        StrayKind.NATIVE_COIN,
        Optional.empty(),
        OptionalLong.empty(),
        Optional.empty(),
        address,
        Optional.empty(),
        wei,
        height,
        Instant.EPOCH);
  }
}
