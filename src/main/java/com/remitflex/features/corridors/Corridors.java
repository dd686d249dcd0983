package com.remitflex.features.corridors;

import com.remitflex.platform.money.Currency;
import java.util.List;
import java.util.Optional;

/** All corridors as they stand now. */
public record Corridors(List<Corridor> all) {
  public Optional<Corridor> find(String id) {
    return all.stream().filter(corridor -> corridor.id().equals(id)).findFirst();
  }

  /** The corridor between two currencies when the payment names none. */
  public Optional<Corridor> between(Currency from, Currency to) {
    return all.stream().filter(corridor -> corridor.carries(from, to)).findFirst();
  }
}
