package com.remitflex.features.treasury.movements;

import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * The sums of all movements that count.
 *
 * @param floats what belongs to the operator, by currency
 * @param inTransit what has left one network and has not arrived on another, by currency
 */
public record MovementTotals(
    Map<Currency, BigInteger> floats, Map<Currency, BigInteger> inTransit) {
  public static MovementTotals read(Handle handle) {
    return of(MovementStore.all(handle), MovementStore.inBooks(handle));
  }

  static MovementTotals of(List<Movement> movements, Set<String> inBooks) {
    List<Movement> counting =
        movements.stream()
            .filter(Movement::authentic)
            .filter(one -> !one.needsTransfer() || inBooks.contains(one.id()))
            .toList();
    Set<String> arrived = new HashSet<>();
    counting.forEach(one -> one.arrivalOf().ifPresent(arrived::add));
    Map<Currency, BigInteger> floats = new EnumMap<>(Currency.class);
    Map<Currency, BigInteger> transit = new EnumMap<>(Currency.class);
    for (Movement one : counting) {
      floats.merge(one.currency(), one.floatMinor(), BigInteger::add);
      if (one.kind() == MovementKind.TRANSIT && !arrived.contains(one.id())) {
        transit.merge(one.currency(), one.amountMinor(), BigInteger::add);
      }
    }
    return new MovementTotals(floats, transit);
  }
}
