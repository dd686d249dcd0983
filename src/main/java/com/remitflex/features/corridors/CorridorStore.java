package com.remitflex.features.corridors;

import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** The corridor table. */
public final class CorridorStore {
  private static final String SELECT = "SELECT * FROM corridor ORDER BY id";

  /** The key under which commands read all corridors as one row. */
  public static final String ALL = "all";

  public static final RowQuery<String, Corridors> ROWS =
      (reads, keys) -> {
        Found<Corridor> found = reads.add(SELECT, CorridorStore::corridor);
        return () -> Map.of(ALL, new Corridors(found.rows()));
      };

  private CorridorStore() {}

  /** Locks the table against other changes until the transaction ends; payments read on. */
  public static Corridors lock(Handle handle) {
    handle.execute("LOCK TABLE corridor IN SHARE ROW EXCLUSIVE MODE");
    return load(handle);
  }

  public static void insert(Handle handle, Corridor corridor) {
    bound(
            handle.createUpdate(
                """
                INSERT INTO corridor (id, source, destination, stablecoins, status, usual_minutes,
                                      bounds_currency, minimum, maximum, fee_basis_points,
                                      updated_at)
                VALUES (:id, :source, :destination, :stablecoins, :status, :minutes, :currency,
                        :minimum, :maximum, :fee, :updated)
                """),
            corridor)
        .bind("source", corridor.source())
        .bind("destination", corridor.destination())
        .bind("currency", corridor.minimum().currency().name())
        .execute();
  }

  /** Writes the columns of a corridor that can change. */
  public static void update(Handle handle, Corridor corridor) {
    bound(
            handle.createUpdate(
                """
                UPDATE corridor SET stablecoins = :stablecoins, status = :status,
                  usual_minutes = :minutes, minimum = :minimum, maximum = :maximum,
                  fee_basis_points = :fee, updated_at = :updated
                WHERE id = :id
                """),
            corridor)
        .execute();
  }

  private static Update bound(Update statement, Corridor corridor) {
    return statement
        .bind("id", corridor.id())
        .bind(
            "stablecoins",
            corridor.stablecoins().stream().map(Currency::name).sorted().toArray(String[]::new))
        .bind("status", corridor.status().word())
        .bind("minutes", corridor.usualTime().toMinutes())
        .bind("minimum", corridor.minimum().minor())
        .bind("maximum", corridor.maximum().minor())
        .bind("fee", corridor.feeBasisPoints())
        .bind("updated", corridor.updatedAt().atOffset(ZoneOffset.UTC));
  }

  public static Corridors load(Handle handle) {
    return new Corridors(Select.of(SELECT, CorridorStore::corridor).list(handle));
  }

  private static Corridor corridor(ResultSet row) throws SQLException {
    Currency limits = Currency.valueOf(row.getString("bounds_currency"));
    Set<Currency> stablecoins = EnumSet.noneOf(Currency.class);
    for (String code : (String[]) row.getArray("stablecoins").getArray()) {
      stablecoins.add(Currency.valueOf(code));
    }
    return new Corridor(
        row.getString("id"),
        row.getString("source"),
        row.getString("destination"),
        stablecoins,
        Corridor.Status.of(row.getString("status")),
        Duration.ofMinutes(row.getLong("usual_minutes")),
        new Money(limits, row.getLong("minimum")),
        new Money(limits, row.getLong("maximum")),
        row.getInt("fee_basis_points"),
        row.getTimestamp("updated_at").toInstant());
  }
}
