package com.remitflex.features.corridors;

import com.remitflex.platform.money.Currency;
import java.util.List;
import java.util.Optional;

/** All corridors. */
public record Corridors(List<Corridor> all) {
  public Optional<Corridor> find(String id) {
    return all.stream().filter(corridor -> corridor.id().equals(id)).findFirst();
  }

  /**
   * The first corridor, by ID, that carries one currency to the other: one that accepts payments,
   * if there is any.
   */
  public Optional<Corridor> between(Currency from, Currency to) {
    List<Corridor> carrying = all.stream().filter(one -> one.carries(from, to)).toList();
    return carrying.stream()
        .filter(Corridor::acceptsPayments)
        .findFirst()
        .or(() -> carrying.stream().findFirst());
  }
}
