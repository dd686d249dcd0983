package com.remitflex.features.statements.transactions;

import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.money.Currency;
import java.util.Arrays;
import java.util.List;

/**
 * The position of a movement in a list of several currencies: its time, then its number, then its
 * currency by name. A position has one number, which therefore contains both.
 */
final class MovementPosition {
  private static final long CURRENCIES = 1_000;
  private static final List<String> NAMES =
      Arrays.stream(Currency.values()).map(Currency::name).sorted().toList();

  private MovementPosition() {}

  static Position of(Movement movement) {
    long currency = NAMES.indexOf(movement.currency().name());
    return new Position(movement.createdAt(), movement.number() * CURRENCIES + currency);
  }

  static long number(Position position) {
    return position.number() / CURRENCIES;
  }

  /** Of a position that was made up, which a link can contain, any currency. */
  static Currency currency(Position position) {
    int place = (int) Math.floorMod(position.number(), CURRENCIES);
    return Currency.valueOf(NAMES.get(Math.min(place, NAMES.size() - 1)));
  }
}
