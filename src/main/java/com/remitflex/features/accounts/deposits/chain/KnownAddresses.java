package com.remitflex.features.accounts.deposits.chain;

import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressService.Added;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.ids.Environment;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The deposit addresses of one network, of which only the new ones are read each time. All of them
 * are read now and then, so that a removed row is forgotten.
 */
final class KnownAddresses {
  private static final Duration COMPLETE_INTERVAL = Duration.ofMinutes(10);
  private static final String BEGINNING = "0";

  private final DepositAddressService addresses;
  private final String network;
  private final Set<EvmAddress> known = new LinkedHashSet<>();
  private String next = BEGINNING;
  private long completeNanos = System.nanoTime();

  KnownAddresses(DepositAddressService addresses, String network) {
    this.addresses = addresses;
    this.network = network;
  }

  /** Every address that was committed before the call. */
  synchronized List<EvmAddress> all() {
    if (System.nanoTime() - completeNanos > COMPLETE_INTERVAL.toNanos()) {
      known.clear();
      next = BEGINNING;
      completeNanos = System.nanoTime();
    }
    Added added = addresses.added(Environment.LIVE, network, next);
    added.addresses().stream().flatMap(text -> EvmAddress.parse(text).stream()).forEach(known::add);
    next = added.next();
    return List.copyOf(known);
  }
}
