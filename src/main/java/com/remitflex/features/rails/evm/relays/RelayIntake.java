package com.remitflex.features.rails.evm.relays;

import com.remitflex.features.rails.evm.relays.GasReader.Estimate;
import com.remitflex.features.rails.evm.relays.Relay.Slot;
import com.remitflex.features.rails.evm.rpc.Parallel;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Database;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Takes waiting relays into the line of one relayer. */
final class RelayIntake {
  /** What a transfer needs, about. */
  static final long USUAL_GAS = 100_000;

  private final LineContext context;
  private final Database database;
  private final EvmAddress relayer;
  private final GasReader gas;

  /**
   * Relays that were given nonces.
   *
   * @param isShortOfGas whether the relayer cannot pay for more
   */
  record Taken(List<Relay> relays, boolean isShortOfGas) {}

  /** A relay that can be sent, with the gas that it needs. */
  private record Ready(Relay relay, Estimate.Gas gas) {}

  RelayIntake(LineContext context, EvmAddress relayer) {
    this.context = context;
    this.database = context.database();
    this.relayer = relayer;
    this.gas = new GasReader(context.nodes());
  }

  /**
   * Gives nonces to waiting relays, as many as the nodes and the balance allow.
   *
   * @param unmined what waits for a block
   * @param baseWei base fee of the newest block
   */
  Taken take(List<Relay> unmined, BigInteger balanceWei, Fees usual, BigInteger baseWei) {
    int room = context.settings().maxUnmined() - unmined.size();
    if (room <= 0) {
      return new Taken(List.of(), false);
    }
    List<Relay> taken =
        database.with(handle -> LineStore.take(handle, context.name(), relayer, room));
    BigInteger left = freeWei(unmined, balanceWei, usual);
    BigInteger needed = taken.isEmpty() ? usual.costWei(USUAL_GAS) : BigInteger.ZERO;
    List<Ready> affordable = new ArrayList<>();
    for (Ready ready : ready(taken)) {
      needed = needed.add(usual.costWei(ready.gas().limit()));
      if (needed.compareTo(left) <= 0) {
        affordable.add(ready);
      }
    }
    List<Relay> assigned = assign(affordable, baseWei.add(usual.priorityWei()));
    database.use(handle -> LineStore.release(handle, context.name(), relayer));
    return new Taken(assigned, needed.compareTo(left) > 0);
  }

  /** The balance, less what everything may cost that waits for a block. */
  private BigInteger freeWei(List<Relay> unmined, BigInteger balanceWei, Fees usual) {
    return unmined.stream()
        .map(relay -> committedWei(relay, usual))
        .reduce(balanceWei, BigInteger::subtract);
  }

  private BigInteger committedWei(Relay relay, Fees usual) {
    return database.with(handle -> SignedRelayStore.of(handle, relay)).stream()
        .findFirst()
        .map(SignedRelay::fees)
        .orElse(usual)
        .costWei(relay.slot().orElseThrow().gasLimit());
  }

  /** Asks how much gas each needs; what would be reverted is not sent. */
  private List<Ready> ready(List<Relay> taken) {
    List<Estimate> estimates = Parallel.map(taken, relay -> gas.estimate(relayer, relay.call()));
    List<Ready> ready = new ArrayList<>();
    for (int i = 0; i < taken.size(); i++) {
      Relay relay = taken.get(i);
      switch (estimates.get(i)) {
        case Estimate.Gas needed -> ready.add(new Ready(relay, needed));
        case Estimate.Reverts _ -> postpone(relay, Waits.REVERTS);
        case Estimate.Unknown _ -> postpone(relay, Waits.NETWORK);
      }
    }
    return ready;
  }

  private void postpone(Relay relay, String reason) {
    database.use(
        handle -> LineStore.postpone(handle, relay, reason, context.settings().retryAfter()));
  }

  /**
   * Gives each the next nonce, in one transaction; returns those that have one now.
   *
   * @param priceWei what a unit of gas is expected to cost
   */
  private List<Relay> assign(List<Ready> ready, BigInteger priceWei) {
    if (ready.isEmpty()) {
      return List.of();
    }
    List<String> assigned =
        database.inTransaction(handle -> {
          long next =
              RelayerStore.lockNextNonce(handle, context.name(), relayer)
                  .orElseThrow(() -> new IllegalStateException("no such relayer: " + relayer));
          List<String> references = new ArrayList<>();
          for (Ready one : ready) {
            Slot slot = new Slot(relayer, next, one.gas().limit());
            BigInteger estimate = priceWei.multiply(BigInteger.valueOf(one.gas().expected()));
            if (LineStore.assign(handle, one.relay(), slot, estimate)) {
              references.add(one.relay().reference());
              next++;
            }
          }
          RelayerStore.setNextNonce(handle, context.name(), relayer, next);
          return references;
        });
    return database.with(handle -> LineStore.unmined(handle, context.name(), relayer)).stream()
        .filter(one -> assigned.contains(one.reference()))
        .toList();
  }
}
