package com.remitflex.features.accounts.deposits.addresses;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowInserter;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.PepperMac;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** The deposit_address table. Its readers get rows whose MAC and derivation are not checked yet. */
public final class DepositAddressStore
    implements RowInserter<DepositAddress.Key, DepositAddressStore.Stored> {
  static final DepositAddressStore ROWS = new DepositAddressStore();

  private static final int ROWS_PER_QUERY = 500;

  /** A row as it is stored. */
  record Stored(DepositAddress address, byte[] mac) {}

  private static final Select<Stored> OF_ACCOUNT =
      Select.of(
          "SELECT * FROM deposit_address WHERE account_id = ? AND environment = ?"
              + " ORDER BY created_at, network",
          DepositAddressStore::stored);

  private static final Select<Stored> OF_TEXT =
      Select.of(
          "SELECT * FROM deposit_address"
              + " WHERE environment = ? AND network = ? AND lower(address) = lower(?)",
          DepositAddressStore::stored);

  private static final Select<Boolean> EXISTS =
      Select.of(
          "SELECT EXISTS (SELECT FROM deposit_address"
              + " WHERE environment = ? AND lower(address) = lower(?))",
          row -> row.getBoolean(1));

  private static final Select<String> TEXTS =
      Select.of(
          "SELECT address FROM deposit_address WHERE environment = ? AND network = ?"
              + " ORDER BY address_index",
          row -> row.getString(1));

  /** One statement, so that the addresses and the next place are of one snapshot. */
  private static final Select<Map.Entry<String, Optional<String>>> ADDED =
      Select.of(
          """
          SELECT pg_snapshot_xmin(pg_current_snapshot())::text, a.address
          FROM (SELECT 1) one LEFT JOIN deposit_address a
            ON a.environment = ? AND a.network = ? AND a.added_by >= ?::text::xid8
          ORDER BY a.address_index
          """,
          row -> Map.entry(row.getString(1), Optional.ofNullable(row.getString(2))));

  private static final Select<Long> NEXT_INDEX =
      Select.of("SELECT nextval('deposit_address_index')", row -> row.getLong(1));

  private static final Batch<DepositAddress.Key> LOAD =
      Batch.<DepositAddress.Key>statement(
              """
              SELECT a.* FROM :rows JOIN deposit_address a ON a.account_id = v.account_id
                AND a.environment = v.environment AND a.network = v.network
              """)
          .text("account_id", key -> key.head().accountId())
          .text("environment", key -> key.head().environment().word())
          .text("network", DepositAddress.Key::network)
          .build();

  private static final Batch<Stored> INSERT =
      Batch.<Stored>insert("deposit_address")
          .text("account_id", s -> s.address().head().accountId())
          .text("environment", s -> s.address().head().environment().word())
          .text("network", s -> s.address().network())
          .text("id", s -> s.address().id())
          .bigint("address_index", s -> s.address().index())
          .text("address", s -> s.address().address())
          .time("created_at", s -> s.address().createdAt())
          .bytes("row_mac", Stored::mac)
          .build();

  private DepositAddressStore() {}

  @Override
  public Map<DepositAddress.Key, Stored> load(Handle handle, Collection<DepositAddress.Key> keys) {
    Map<DepositAddress.Key, Stored> found = new HashMap<>();
    Reads.one(handle, reads -> reads.add(LOAD, Set.copyOf(keys), DepositAddressStore::stored))
        .forEach(row -> found.put(row.address().key(), row));
    return found;
  }

  /** Signs the rows as it writes them. */
  @Override
  public void insert(Writes writes, List<Stored> rows) {
    PepperMac macs = writes.config(PepperMac.class);
    writes.add(
        INSERT,
        rows.stream()
            .map(row -> new Stored(row.address(), macs.sign(row.address().macParts())))
            .toList());
  }

  /** The next index, which no address has had. */
  static int nextIndex(Database database) {
    return Math.toIntExact(database.find(NEXT_INDEX).orElseThrow());
  }

  static List<Stored> ofAccount(Database database, HeadId head) {
    return database.list(OF_ACCOUNT, head.accountId(), head.environment().word());
  }

  static Optional<Stored> ofText(
      Database database, Environment environment, String network, String address) {
    return database.find(OF_TEXT, environment.word(), network, address);
  }

  /** Whether an account has this address, on whichever network. */
  static boolean exists(Database database, Environment environment, String address) {
    return database.find(EXISTS, environment.word(), address).orElse(false);
  }

  static List<String> texts(Database database, Environment environment, String network) {
    return database.list(TEXTS, environment.word(), network);
  }

  /** The addresses that were added since a place, and some before it; and the next place. */
  static DepositAddressService.Added added(
      Database database, Environment environment, String network, String since) {
    List<Map.Entry<String, Optional<String>>> rows =
        database.list(ADDED, environment.word(), network, since);
    return new DepositAddressService.Added(
        rows.stream().flatMap(row -> row.getValue().stream()).toList(), rows.getFirst().getKey());
  }

  static boolean isSigned(Database database, Stored row) {
    return database.with(
        handle -> handle.getConfig(PepperMac.class).isValid(row.mac(), row.address().macParts()));
  }

  /** Signs every row that is signed under an older pepper again; returns the number of rows. */
  public static int signAgain(Handle handle) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    int written = 0;
    for (Stored row : all(handle)) {
      List<byte[]> parts = row.address().macParts();
      if (macs.isValid(row.mac(), parts) && !macs.isCurrent(row.mac(), parts)) {
        written += write(handle, row, macs.sign(parts));
      }
    }
    return written;
  }

  /** One line for each row that has no valid MAC. */
  public static List<String> violations(Handle handle) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    return all(handle).stream()
        .filter(row -> !macs.isValid(row.mac(), row.address().macParts()))
        .map(row ->
            row.address().id()
                + ": the row was changed or created outside RemitFlex; the address is not shown,"
                + " and nothing that arrives there is credited")
        .toList();
  }

  private static int write(Handle handle, Stored row, byte[] mac) {
    return handle
        .createUpdate(
            """
            UPDATE deposit_address SET row_mac = :mac
            WHERE address_index = :index AND row_mac = :before
            """)
        .bind("mac", mac)
        .bind("index", row.address().index())
        .bind("before", row.mac())
        .execute();
  }

  static List<Stored> all(Handle handle) {
    List<Stored> all = new ArrayList<>();
    List<Stored> rows = after(handle, -1);
    while (!rows.isEmpty()) {
      all.addAll(rows);
      rows = after(handle, rows.getLast().address().index());
    }
    return all;
  }

  private static List<Stored> after(Handle handle, int index) {
    try (Query query =
        handle.createQuery(
            "SELECT * FROM deposit_address WHERE address_index > :index ORDER BY address_index"
                + " LIMIT "
                + ROWS_PER_QUERY)) {
      return query.bind("index", index).map((row, context) -> stored(row)).list();
    }
  }

  static Stored stored(ResultSet row) throws SQLException {
    HeadId head =
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment")));
    return new Stored(
        new DepositAddress(
            new DepositAddress.Key(head, row.getString("network")),
            row.getString("id"),
            row.getInt("address_index"),
            row.getString("address"),
            row.getTimestamp("created_at").toInstant()),
        row.getBytes("row_mac"));
  }
}
