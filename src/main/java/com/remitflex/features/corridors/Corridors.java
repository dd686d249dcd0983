package com.remitflex.features.corridors;

import com.remitflex.platform.money.Currency;
import java.util.List;
import java.util.Optional;

/** All corridors. */
public record Corridors(List<Corridor> all) {
  public Optional<Corridor> find(String id) {
    return all.stream().filter(corridor -> corridor.id().equals(id)).findFirst();
  }

  /** The first corridor, by ID, that carries one currency to the other. */
  public Optional<Corridor> between(Currency from, Currency to) {
    return all.stream().filter(corridor -> corridor.carries(from, to)).findFirst();
  }
}
