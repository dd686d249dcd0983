package com.remitflex.features.treasury.movements;

import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Movements that no command makes. */
public final class TestMovements {
  private TestMovements() {}

  /** What the operator owed to accounts when the books began. */
  public static void owed(Handle handle, Currency currency, long minor) {
    String id = IdPrefix.MOVEMENT.next();
    MovementStore.insert(
        handle,
        new Movement(
            id,
            MovementKind.OPENING,
            "test",
            currency,
            "",
            id,
            "",
            id,
            BigInteger.ZERO,
            BigInteger.valueOf(minor).negate(),
            Optional.empty(),
            "",
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            true));
  }
}
