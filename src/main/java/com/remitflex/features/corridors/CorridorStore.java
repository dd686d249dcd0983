package com.remitflex.features.corridors;

import com.remitflex.core.engine.rows.RowReader;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The corridor table. */
public final class CorridorStore {
  /** The key under which commands read all corridors as one row. */
  public static final String ALL = "all";

  public static final RowReader<String, Corridors> ROWS =
      new RowReader<>() {
        @Override
        public Map<String, Corridors> load(Handle handle, Collection<String> keys) {
          return Map.of(ALL, CorridorStore.load(handle));
        }
      };

  private CorridorStore() {}

  public static Corridors load(Handle handle) {
    return new Corridors(
        handle
            .createQuery("SELECT * FROM corridor ORDER BY id")
            .map((row, context) -> corridor(row))
            .list());
  }

  private static Corridor corridor(ResultSet row) throws SQLException {
    Currency limits = Currency.valueOf(row.getString("bounds_currency"));
    Set<Currency> stablecoins = EnumSet.noneOf(Currency.class);
    for (String code : (String[]) row.getArray("stablecoins").getArray()) {
      stablecoins.add(Currency.valueOf(code));
    }
    return new Corridor(
        row.getString("id"),
        row.getString("destination"),
        stablecoins,
        Corridor.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
        Duration.ofMinutes(row.getLong("usual_minutes")),
        new Money(limits, row.getLong("minimum")),
        new Money(limits, row.getLong("maximum")),
        row.getInt("fee_basis_points"));
  }
}
