package com.remitflex.features.treasury.movements;

import com.remitflex.features.treasury.books.Holding;
import com.remitflex.features.treasury.books.Openings;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.ids.IdPrefix;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What the addresses held before the books began belongs to the operator. */
public final class OpeningMovements implements Openings {
  @Override
  public void record(Handle handle, List<Holding> opened) {
    if (opened.isEmpty()) {
      return;
    }
    Instant now = DatabaseClock.read(handle).truncatedTo(ChronoUnit.MILLIS);
    opened.forEach(one -> MovementStore.insert(handle, opening(one, now)));
  }

  private static Movement opening(Holding holding, Instant now) {
    return new Movement(
        IdPrefix.MOVEMENT.next(),
        MovementKind.OPENING,
        holding.place().network(),
        holding.currency(),
        "",
        holding.place().token().text(),
        "",
        holding.place().address().text(),
        holding.openingMinor().max(BigInteger.ZERO),
        holding.openingMinor(),
        Optional.empty(),
        "",
        now,
        true);
  }
}
