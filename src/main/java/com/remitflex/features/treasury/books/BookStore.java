package com.remitflex.features.treasury.books;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.treasury.books.Holding.Place;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.money.Currency;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The tables of the books and of what each address holds. */
public final class BookStore {
  private static final Select<Book> BOOK =
      Select.of(
          """
          SELECT network, from_height, height, hash, version, updated_at FROM treasury_book
          WHERE network = ?
          """,
          BookStore::book);

  private static final Select<Book> BOOKS =
      Select.of(
          """
          SELECT network, from_height, height, hash, version, updated_at FROM treasury_book
          ORDER BY network
          """,
          BookStore::book);

  private static final String HOLDING_COLUMNS =
      """
      SELECT network, token, address, currency, is_treasury, is_opened, opening_minor,
             explained_minor, moved_height, balance_minor, balance_height
      FROM treasury_holding
      """;

  private static final Select<Holding> FILLED =
      Select.of(
          HOLDING_COLUMNS + " WHERE network = ? AND (explained_minor <> 0 OR is_treasury)",
          BookStore::holding);

  private static final Select<Holding> ALL =
      Select.of(
          HOLDING_COLUMNS + " WHERE network = ? ORDER BY is_treasury DESC, currency, address",
          BookStore::holding);

  private static final Select<Holding> AT =
      Select.of(
          HOLDING_COLUMNS + " WHERE network = ? AND address = ANY (?::text[])", BookStore::holding);

  private static final Select<Holding> DIFFERING =
      Select.of(
          HOLDING_COLUMNS
              + """
               WHERE is_opened AND balance_height >= moved_height
                 AND balance_minor <> explained_minor
               ORDER BY network, currency, address LIMIT ?
              """,
          BookStore::holding);

  private static final Select<EvmAddress> TREASURIES =
      Select.of(
          "SELECT DISTINCT address FROM treasury_holding WHERE network = ? AND is_treasury",
          row -> new EvmAddress(row.getString(1)));

  private BookStore() {}

  public static Optional<Book> find(Handle handle, String network) {
    return BOOK.find(handle, network);
  }

  public static List<Book> all(Handle handle) {
    return BOOKS.list(handle);
  }

  /** Begins the books of a network; false if another process has begun them. */
  static boolean begin(Handle handle, String network, Block block) {
    return handle
            .createUpdate(
                """
                INSERT INTO treasury_book (network, from_height, height, hash, version)
                VALUES (:network, :height, :height, :hash, 0) ON CONFLICT DO NOTHING
                """)
            .bind("network", network)
            .bind("height", block.height())
            .bind("hash", block.hash().text())
            .execute()
        == 1;
  }

  /** Moves the books to a block; false if they are not as they were read. */
  static boolean advance(Handle handle, Book from, Block to) {
    return handle
            .createUpdate(
                """
                UPDATE treasury_book
                SET height = :height, hash = :hash, version = version + 1,
                    from_height = least(from_height, :height), updated_at = clock_timestamp()
                WHERE network = :network AND version = :version
                """)
            .bind("height", to.height())
            .bind("hash", to.hash().text())
            .bind("network", from.network())
            .bind("version", from.version())
            .execute()
        == 1;
  }

  /** The addresses that hold something by their transfers, and every treasury. */
  static List<Holding> filled(Handle handle, String network) {
    return FILLED.list(handle, network);
  }

  public static List<Holding> holdings(Handle handle, String network) {
    return ALL.list(handle, network);
  }

  /** The addresses that hold something else than their transfers explain. */
  public static List<Holding> differing(Handle handle, int limit) {
    return DIFFERING.list(handle, limit);
  }

  /**
   * Networks whose books have not moved for this time although final blocks are missing in them.
   */
  public static long behind(Handle handle, Duration time) {
    return handle
        .createQuery(
            """
            SELECT count(*) FROM chain_network n LEFT JOIN treasury_book b ON b.network = n.name
            WHERE n.configured AND n.closed_reason IS NULL AND n.paused_at IS NULL
              AND n.final_height > coalesce(b.height, -1)
              AND coalesce(b.updated_at, n.moved_at)
                  < clock_timestamp() - :seconds * interval '1 s'
            """)
        .bind("seconds", time.toSeconds())
        .mapTo(Long.class)
        .one();
  }

  /** What these addresses hold; an array of PostgreSQL is written in braces. */
  static List<Holding> at(Handle handle, String network, Collection<EvmAddress> addresses) {
    String array =
        addresses.stream().map(EvmAddress::text).collect(Collectors.joining(",", "{", "}"));
    return AT.list(handle, network, array);
  }

  /** The addresses that are or were a treasury of this network. */
  static List<EvmAddress> treasuries(Handle handle, String network) {
    return TREASURIES.list(handle, network);
  }

  /** Stores holdings, whether they are new or not. */
  static void save(Handle handle, List<Holding> holdings) {
    if (holdings.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            """
            INSERT INTO treasury_holding (network, token, address, currency, is_treasury,
              is_opened, opening_minor, explained_minor, moved_height, balance_minor,
              balance_height)
            VALUES (:network, :token, :address, :currency, :treasury, :opened, :opening,
              :explained, :moved, :balance, :read)
            ON CONFLICT (network, token, address) DO UPDATE
            SET is_treasury = EXCLUDED.is_treasury, is_opened = EXCLUDED.is_opened,
                opening_minor = EXCLUDED.opening_minor,
                explained_minor = EXCLUDED.explained_minor, moved_height = EXCLUDED.moved_height,
                balance_minor = EXCLUDED.balance_minor, balance_height = EXCLUDED.balance_height
            """);
    for (Holding one : holdings) {
      batch
          .bind("network", one.place().network())
          .bind("token", one.place().token().text())
          .bind("address", one.place().address().text())
          .bind("currency", one.currency().name())
          .bind("treasury", one.isTreasury())
          .bind("opened", one.isOpened())
          .bind("opening", new BigDecimal(one.openingMinor()))
          .bind("explained", new BigDecimal(one.explainedMinor()))
          .bind("moved", one.movedHeight())
          .bind("balance", new BigDecimal(one.balanceMinor()))
          .bind("read", one.balanceHeight())
          .add();
    }
    batch.execute();
  }

  private static Book book(ResultSet row) throws SQLException {
    return new Book(
        row.getString("network"),
        row.getLong("from_height"),
        row.getLong("height"),
        new Bytes32(row.getString("hash")),
        row.getLong("version"),
        row.getObject("updated_at", OffsetDateTime.class).toInstant());
  }

  private static Holding holding(ResultSet row) throws SQLException {
    return new Holding(
        new Place(
            row.getString("network"),
            new EvmAddress(row.getString("token")),
            new EvmAddress(row.getString("address"))),
        Currency.valueOf(row.getString("currency")),
        row.getBoolean("is_treasury"),
        row.getBoolean("is_opened"),
        whole(row, "opening_minor"),
        whole(row, "explained_minor"),
        row.getLong("moved_height"),
        whole(row, "balance_minor"),
        row.getLong("balance_height"));
  }

  private static BigInteger whole(ResultSet row, String column) throws SQLException {
    return row.getBigDecimal(column).toBigIntegerExact();
  }
}
