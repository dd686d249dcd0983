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
    Optional<Corridor> first = Optional.empty();
    for (Corridor one : all) {
      if (one.carries(from, to)) {
        if (one.acceptsPayments()) {
          return Optional.of(one);
        }
        first = first.isPresent() ? first : Optional.of(one);
      }
    }
    return first;
  }
}
