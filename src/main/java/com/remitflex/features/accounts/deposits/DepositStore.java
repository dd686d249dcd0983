package com.remitflex.features.accounts.deposits;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.Repository;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.features.accounts.deposits.DepositKey.Sighting;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.secrets.PepperMac;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The deposit table; a row without a valid MAC is loaded as not authentic. */
final class DepositStore implements RowSaver<DepositKey, Deposit> {
  static final DepositStore ROWS = new DepositStore();

  private static final Logger LOG = LoggerFactory.getLogger(DepositStore.class);

  static final String COLUMNS =
      String.join(
          ", ",
          "account_id",
          "environment",
          "id",
          "number",
          "network",
          "transaction_hash",
          "log_index",
          "sender",
          "address",
          "currency",
          "amount",
          "status",
          "held_reason",
          "is_final",
          "review",
          "confirmations",
          "created_at",
          "updated_at",
          "credited_at",
          "row_mac");

  /** A row as it is stored. */
  record Stored(Deposit deposit, byte[] mac) {
    Deposit checked(PepperMac macs) {
      if (macs.isValid(mac, deposit.macParts())) {
        return deposit;
      }
      LOG.error("{} was changed outside RemitFlex: it is neither shown nor credited", deposit.id());
      return withoutMac(deposit);
    }
  }

  private static final Select<Stored> ONE =
      Select.of(
          "SELECT " + COLUMNS + " FROM deposit WHERE account_id = ? AND environment = ? AND id = ?",
          DepositStore::stored);

  private static final Batch<DepositKey> LOAD =
      Batch.<DepositKey>statement(
              """
              SELECT d.* FROM :rows JOIN deposit d ON d.account_id = v.account_id
                AND d.environment = v.environment AND d.network = v.network
                AND d.transaction_hash = v.transaction_hash AND d.log_index = v.log_index
              """)
          .text("account_id", k -> k.head().accountId())
          .text("environment", k -> k.head().environment().word())
          .text("network", k -> k.transfer().id().network())
          .text("transaction_hash", k -> k.transfer().id().transactionHash())
          .bigint("log_index", k -> k.transfer().id().logIndex())
          .build();

  private static final Batch<Sighting> LOAD_LIVE =
      Batch.<Sighting>statement(
              """
              SELECT d.* FROM :rows JOIN deposit d ON d.environment = v.environment
                AND d.network = v.network AND d.transaction_hash = v.transaction_hash
                AND d.log_index = v.log_index AND d.status <> 'dropped'
              """)
          .text("environment", s -> s.environment().word())
          .text("network", s -> s.transfer().network())
          .text("transaction_hash", s -> s.transfer().transactionHash())
          .bigint("log_index", s -> s.transfer().logIndex())
          .build();

  /**
   * The deposits of these transfers that are not dropped, of any account: another view of the same
   * rows, which the commands of a batch keep up to date and which writes nothing of its own.
   */
  static final Repository<Sighting, Deposit> LIVE =
      new Repository<>() {
        @Override
        public Map<Sighting, Deposit> load(Handle handle, Collection<Sighting> sightings) {
          return DepositStore.load(handle, LOAD_LIVE, sightings).stream()
              .collect(Collectors.toMap(one -> one.key().sighting(), one -> one));
        }

        @Override
        public void insert(Writes writes, List<Deposit> rows) {}

        @Override
        public void update(Writes writes, List<Deposit> before, List<Deposit> after) {}

        @Override
        public void delete(Writes writes, List<Deposit> rows) {}
      };

  private static final Batch<Stored> INSERT =
      Batch.<Stored>insert("deposit")
          .text("account_id", s -> s.deposit().head().accountId())
          .text("environment", s -> s.deposit().head().environment().word())
          .text("id", s -> s.deposit().id())
          .bigint("number", s -> s.deposit().number())
          .text("network", s -> s.deposit().network())
          .text("transaction_hash", s -> s.deposit().transfer().id().transactionHash())
          .bigint("log_index", s -> s.deposit().transfer().id().logIndex())
          .text("sender", s -> s.deposit().transfer().sender())
          .text("address", s -> s.deposit().transfer().address())
          .text("currency", s -> s.deposit().amount().currency().name())
          .bigint("amount", s -> s.deposit().amount().minor())
          .text("status", s -> s.deposit().status().word())
          .optionalText("held_reason", s -> s.deposit().heldReason().map(HeldReason::word))
          .bool("is_final", s -> s.deposit().isFinal())
          .optionalText("review", s -> s.deposit().review().map(Deposit.Review::word))
          .bigint("confirmations", s -> s.deposit().confirmations())
          .time("created_at", s -> s.deposit().createdAt())
          .time("updated_at", s -> s.deposit().updatedAt())
          .optionalTime("credited_at", s -> s.deposit().creditedAt())
          .bytes("row_mac", Stored::mac)
          .build();

  private record Change(Deposit before, Stored after) {}

  private static final Batch<Change> UPDATE =
      Batch.<Change>statement(
              """
              UPDATE deposit d
              SET status = v.status, held_reason = v.held_reason, is_final = v.is_final,
                  review = v.review, updated_at = v.updated_at, credited_at = v.credited_at,
                  row_mac = v.row_mac,
                  confirmations = CASE WHEN v.status = 'dropped' THEN 0
                    ELSE greatest(d.confirmations, v.confirmations) END
              FROM :rows
              WHERE d.account_id = v.account_id AND d.environment = v.environment
                AND d.id = v.id AND d.status = v.status_before
              """)
          .text("account_id", c -> c.before().head().accountId())
          .text("environment", c -> c.before().head().environment().word())
          .text("id", c -> c.before().id())
          .text("status_before", c -> c.before().status().word())
          .text("status", c -> c.after().deposit().status().word())
          .optionalText("held_reason", c -> c.after().deposit().heldReason().map(HeldReason::word))
          .bool("is_final", c -> c.after().deposit().isFinal())
          .optionalText("review", c -> c.after().deposit().review().map(Deposit.Review::word))
          .bigint("confirmations", c -> c.after().deposit().confirmations())
          .time("updated_at", c -> c.after().deposit().updatedAt())
          .optionalTime("credited_at", c -> c.after().deposit().creditedAt())
          .bytes("row_mac", c -> c.after().mac())
          .build();

  /** How many blocks confirm a transfer. */
  record Confirmed(Sighting sighting, long confirmations) {}

  /** Shown only: no decision reads it, and the MAC does not cover it. */
  private static final Batch<Confirmed> CONFIRM =
      Batch.<Confirmed>statement(
              """
              UPDATE deposit d SET confirmations = v.confirmations
              FROM :rows
              WHERE d.environment = v.environment AND d.network = v.network
                AND d.transaction_hash = v.transaction_hash AND d.log_index = v.log_index
                AND d.status IN ('pending', 'held') AND d.confirmations < v.confirmations
              """)
          .text("environment", c -> c.sighting().environment().word())
          .text("network", c -> c.sighting().transfer().network())
          .text("transaction_hash", c -> c.sighting().transfer().transactionHash())
          .bigint("log_index", c -> c.sighting().transfer().logIndex())
          .bigint("confirmations", Confirmed::confirmations)
          .build();

  /** Where a transfer was seen last. */
  record Located(Sighting sighting, long blockHeight) {}

  private static final Batch<Located> LOCATE =
      Batch.<Located>statement(
              """
              UPDATE deposit d SET block_height = v.block_height
              FROM :rows
              WHERE d.environment = v.environment AND d.network = v.network
                AND d.transaction_hash = v.transaction_hash AND d.log_index = v.log_index
                AND d.status = 'pending'
              """)
          .text("environment", l -> l.sighting().environment().word())
          .text("network", l -> l.sighting().transfer().network())
          .text("transaction_hash", l -> l.sighting().transfer().transactionHash())
          .bigint("log_index", l -> l.sighting().transfer().logIndex())
          .bigint("block_height", Located::blockHeight)
          .build();

  private DepositStore() {}

  private static <K> List<Deposit> load(Handle handle, Batch<K> query, Collection<K> keys) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    return Reads.one(handle, reads -> reads.add(query, Set.copyOf(keys), DepositStore::stored))
        .stream()
        .map(stored -> stored.checked(macs))
        .toList();
  }

  @Override
  public Map<DepositKey, Deposit> load(Handle handle, Collection<DepositKey> keys) {
    Map<DepositKey, Deposit> found = new HashMap<>();
    load(handle, LOAD, keys).forEach(deposit -> found.put(deposit.key(), deposit));
    return found;
  }

  @Override
  public void insert(Writes writes, List<Deposit> rows) {
    writes.add(INSERT, rows.stream().map(row -> signed(writes, row)).toList());
  }

  @Override
  public void update(Writes writes, List<Deposit> before, List<Deposit> after) {
    writes.add(
        UPDATE,
        IntStream.range(0, after.size())
            .mapToObj(i -> new Change(before.get(i), signed(writes, after.get(i))))
            .toList());
  }

  private static Stored signed(Writes writes, Deposit deposit) {
    return new Stored(deposit, writes.config(PepperMac.class).sign(deposit.macParts()));
  }

  /** Raises the number of confirmations of deposits that are not credited. */
  static void confirm(Handle handle, List<Confirmed> confirmed) {
    CONFIRM.write(handle, confirmed);
  }

  /** Stores where transfers were seen last; shown only, as the number of confirmations. */
  static void locate(Handle handle, List<Located> located) {
    LOCATE.write(handle, located);
  }

  /** Counts the confirmations of a network's pending deposits up to this height. */
  static void confirmUpTo(Handle handle, Environment environment, String network, long headHeight) {
    handle
        .createUpdate(
            """
            UPDATE deposit SET confirmations = greatest(0, :head - block_height + 1)
            WHERE environment = :environment AND network = :network AND status = 'pending'
              AND block_height IS NOT NULL
              AND confirmations <> greatest(0, :head - block_height + 1)
            """)
        .bind("head", headHeight)
        .bind("environment", environment.word())
        .bind("network", network)
        .execute();
  }

  /** A deposit of this account; empty also if its row has no valid MAC. */
  static Optional<Deposit> find(Database database, HeadId head, String id) {
    return authentic(database, database.list(ONE, head.accountId(), head.environment().word(), id))
        .stream()
        .findFirst();
  }

  /** The deposits of these rows that have a valid MAC. */
  static List<Deposit> authentic(Database database, List<Stored> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    PepperMac macs = database.with(handle -> handle.getConfig(PepperMac.class));
    return rows.stream().map(row -> row.checked(macs)).filter(Deposit::authentic).toList();
  }

  private static Deposit withoutMac(Deposit one) {
    return new Deposit(
        one.key(),
        one.id(),
        one.number(),
        one.status(),
        one.heldReason(),
        one.isFinal(),
        one.review(),
        one.confirmations(),
        one.createdAt(),
        one.updatedAt(),
        one.creditedAt(),
        false);
  }

  /** Reads a row that has {@link #COLUMNS}; its MAC is not checked yet. */
  static Stored stored(ResultSet row) throws SQLException {
    IncomingTransfer transfer =
        new IncomingTransfer(
            new TransferId(
                row.getString("network"),
                row.getString("transaction_hash"),
                row.getLong("log_index")),
            row.getString("sender"),
            row.getString("address"),
            new Money(Currency.valueOf(row.getString("currency")), row.getLong("amount")));
    HeadId head =
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment")));
    Deposit deposit =
        new Deposit(
            new DepositKey(head, transfer),
            row.getString("id"),
            row.getLong("number"),
            DepositStatus.of(row.getString("status")),
            Optional.ofNullable(row.getString("held_reason")).map(HeldReason::of),
            row.getBoolean("is_final"),
            Optional.ofNullable(row.getString("review")).map(Deposit.Review::of),
            row.getLong("confirmations"),
            time(row, "created_at").orElseThrow(),
            time(row, "updated_at").orElseThrow(),
            time(row, "credited_at"),
            true);
    return new Stored(deposit, row.getBytes("row_mac"));
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getTimestamp(column)).map(java.sql.Timestamp::toInstant);
  }
}
