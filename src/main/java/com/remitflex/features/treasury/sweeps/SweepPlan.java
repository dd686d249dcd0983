package com.remitflex.features.treasury.sweeps;

import com.remitflex.features.accounts.deposits.addresses.DepositAddress;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.ChainToken;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Decides what is swept, and stores each sweep with its nonce before anything is signed. */
public final class SweepPlan {
  private static final int MAX_OPEN = 50;

  private final Database database;
  private final DepositAddressService addresses;
  private final Supplier<Bytes32> deployment;

  /**
   * A plan.
   *
   * @param deployment ID of this platform
   */
  public SweepPlan(
      Database database, DepositAddressService addresses, Supplier<Bytes32> deployment) {
    this.database = database;
    this.addresses = addresses;
    this.deployment = deployment;
  }

  /** What can be swept and is at least what the networks file says. */
  List<Sweepable> due(ChainNetwork network) {
    return find(network, Optional.empty());
  }

  /** Everything that can be swept, however little it is. */
  public List<Sweepable> all(ChainNetwork network) {
    return find(network, Optional.of(1L));
  }

  private List<Sweepable> find(ChainNetwork network, Optional<Long> minimumMinor) {
    return database.with(handle -> {
      int free = MAX_OPEN - SweepStore.open(handle, network.name()).size();
      List<Sweepable> found = new ArrayList<>();
      for (ChainToken token : network.tokens()) {
        if (token.eip3009() && free > found.size()) {
          found.addAll(
              SweepableStore.find(
                  handle,
                  network.name(),
                  token.contract(),
                  minimumMinor.orElse(token.sweepFrom().minor()),
                  free - found.size()));
        }
      }
      return found;
    });
  }

  /** Stores a sweep; empty if another process has, or the address is not the derived one. */
  public Optional<Sweep> begin(ChainNetwork network, Sweepable one) {
    Optional<DepositAddress> address =
        addresses.ofText(Environment.LIVE, network.name(), one.address().text());
    return address.flatMap(found -> {
      Bytes32 id = deployment.get();
      return database.inTransaction(handle -> {
        Sweep sweep =
            new Sweep(
                IdPrefix.SWEEP.next(),
                network.name(),
                one.token(),
                one.address(),
                found.index(),
                network.treasury(),
                one.number(),
                one.amount(),
                SweepNonce.of(id, network.name(), one.token(), one.address(), one.number()),
                DatabaseClock.read(handle).plus(network.payoutWindow()).getEpochSecond(),
                0,
                SweepState.OPEN,
                Optional.empty(),
                Optional.empty(),
                DatabaseClock.read(handle));
        return SweepStore.insert(handle, sweep) ? Optional.of(sweep) : Optional.<Sweep>empty();
      });
    });
  }

  /** The sweeps that were made last, newest first. */
  public List<Sweep> newest(int limit) {
    return database.with(handle -> SweepStore.newest(handle, limit));
  }
}
