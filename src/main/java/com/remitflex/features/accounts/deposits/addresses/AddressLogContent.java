package com.remitflex.features.accounts.deposits.addresses;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The addresses that an address log contains. */
final class AddressLogContent {
  private final SortedMap<Integer, DepositAddress> byIndex = new TreeMap<>();
  private boolean exists;

  /** Notes that there is a log, which may have no addresses. */
  void begin() {
    exists = true;
  }

  void add(DepositAddress address) {
    byIndex.putIfAbsent(address.index(), address);
  }

  Set<Integer> indexes() {
    return byIndex.keySet();
  }

  /**
   * Whether it contains every address that a database lacks which has these: it does if it was
   * written while the database had them.
   */
  boolean isCompleteAfter(Collection<Integer> present) {
    return exists && byIndex.keySet().containsAll(present);
  }

  /** Those that a database lacks which has these. */
  List<DepositAddress> without(Set<Integer> present) {
    return byIndex.values().stream().filter(one -> !present.contains(one.index())).toList();
  }

  /** The largest index; -1 if it has no address. */
  int last() {
    return byIndex.isEmpty() ? -1 : byIndex.lastKey();
  }
}
