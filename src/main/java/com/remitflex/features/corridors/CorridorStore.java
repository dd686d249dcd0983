package com.remitflex.features.corridors;

import com.remitflex.core.engine.rows.RowQuery;
import com.remitflex.platform.database.Reads.Found;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

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
