package com.remitflex.features.webhooks.endpoints;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.rows.RowSaver;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.database.SqlText;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.PepperMac;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhook_endpoint table. Each row has a MAC, so that no one who can only write to the database
 * can send an account's events elsewhere: a row without a valid one is treated as absent.
 */
public final class EndpointStore implements RowSaver<HeadId, AccountEndpoints> {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointStore.class);

  static final EndpointStore ROWS = new EndpointStore();

  /** A row as it is stored. */
  record Stored(WebhookEndpoint endpoint, byte[] mac) {}

  private static final Batch<HeadId> LOAD =
      Batch.<HeadId>statement(
              """
              SELECT e.* FROM :rows JOIN webhook_endpoint e ON e.account_id = v.account_id
                AND e.environment = v.environment ORDER BY e.number
              """)
          .text("account_id", HeadId::accountId)
          .text("environment", head -> head.environment().word())
          .build();

  private static final Batch<Stored> INSERT =
      columns(Batch.<Stored>insert("webhook_endpoint"))
          .bigint("number", s -> s.endpoint().number())
          .bytes("public_key", s -> s.endpoint().publicKey())
          .time("created_at", s -> s.endpoint().createdAt())
          .build();

  private static final Batch<Stored> UPDATE =
      columns(
              Batch.statement(
                  """
                  UPDATE webhook_endpoint e SET url = v.url, event_types = v.event_types,
                    filter = v.filter, description = v.description, header_names = v.header_names,
                    enabled = v.enabled, disabled_reason = v.disabled_reason,
                    strict_order = v.strict_order, schedule = v.schedule,
                    disable_at_end = v.disable_at_end, from_seq = v.from_seq, secrets = v.secrets,
                    overlap_ends_at = v.overlap_ends_at, updated_at = v.updated_at,
                    row_mac = v.row_mac
                  FROM :rows
                  WHERE e.account_id = v.account_id AND e.environment = v.environment
                    AND e.id = v.id
                  """))
          .build();

  private static final Batch<WebhookEndpoint> DELETE =
      Batch.<WebhookEndpoint>statement(
              """
              DELETE FROM webhook_endpoint e USING :rows
              WHERE e.account_id = v.account_id AND e.environment = v.environment AND e.id = v.id
              """)
          .text("account_id", e -> e.head().accountId())
          .text("environment", e -> e.head().environment().word())
          .text("id", WebhookEndpoint::id)
          .build();

  private static final Batch<String> BY_IDS =
      Batch.<String>statement(
              "SELECT e.* FROM :rows JOIN webhook_endpoint e ON e.id = v.id ORDER BY e.id")
          .text("id", id -> id)
          .build();

  private static final Select<Stored> ALL =
      Select.of(
          "SELECT * FROM webhook_endpoint WHERE id > ? ORDER BY id LIMIT 500",
          EndpointStore::stored);

  private EndpointStore() {}

  private static Batch.Columns<Stored> columns(Batch.Columns<Stored> columns) {
    return columns
        .text("account_id", s -> s.endpoint().head().accountId())
        .text("environment", s -> s.endpoint().head().environment().word())
        .text("id", s -> s.endpoint().id())
        .text("url", s -> s.endpoint().settings().url())
        .text("event_types", s -> String.join(",", s.endpoint().settings().eventTypes()))
        .optionalText("filter", s -> s.endpoint().settings().filter())
        .optionalText("description", s -> s.endpoint().settings().description())
        .text("header_names", s -> String.join(",", s.endpoint().settings().headerNames()))
        .bool("enabled", s -> s.endpoint().settings().enabled())
        .optionalText(
            "disabled_reason", s -> s.endpoint().disabledReason().map(DisabledReason::word))
        .bool("strict_order", s -> s.endpoint().settings().strictOrder())
        .text("schedule", s -> s.endpoint().settings().schedule().word())
        .bool("disable_at_end", s -> s.endpoint().settings().disableAtEnd())
        .bigint("from_seq", s -> s.endpoint().fromSeq())
        .bytes("secrets", s -> s.endpoint().secrets())
        .optionalTime("overlap_ends_at", s -> s.endpoint().overlapEndsAt())
        .time("updated_at", s -> s.endpoint().updatedAt())
        .bytes("row_mac", Stored::mac);
  }

  /** All endpoints of these accounts, also those without a valid MAC: they count too. */
  @Override
  public Map<HeadId, AccountEndpoints> load(Handle handle, Collection<HeadId> heads) {
    Map<HeadId, AccountEndpoints> found = new HashMap<>();
    Reads.one(handle, reads -> reads.add(LOAD, Set.copyOf(heads), EndpointStore::stored))
        .forEach(row ->
            found.merge(
                row.endpoint().head(),
                new AccountEndpoints(row.endpoint().head(), List.of(row.endpoint())),
                (all, one) -> all.with(one.endpoints().getFirst())));
    return found;
  }

  @Override
  public void insert(Writes writes, List<AccountEndpoints> rows) {
    writes.add(
        INSERT, signed(writes, rows.stream().flatMap(row -> row.endpoints().stream()).toList()));
  }

  @Override
  public void update(Writes writes, List<AccountEndpoints> before, List<AccountEndpoints> after) {
    List<WebhookEndpoint> inserted = new ArrayList<>();
    List<WebhookEndpoint> updated = new ArrayList<>();
    List<WebhookEndpoint> deleted = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      AccountEndpoints was = before.get(i);
      AccountEndpoints is = after.get(i);
      for (WebhookEndpoint endpoint : is.endpoints()) {
        Optional<WebhookEndpoint> old = was.find(endpoint.id());
        if (old.isEmpty()) {
          inserted.add(endpoint);
        } else if (!old.get().equals(endpoint)) {
          updated.add(endpoint);
        }
      }
      was.endpoints().stream()
          .filter(endpoint -> is.find(endpoint.id()).isEmpty())
          .forEach(deleted::add);
    }
    writes.add(DELETE, deleted);
    writes.add(UPDATE, signed(writes, updated));
    writes.add(INSERT, signed(writes, inserted));
  }

  private static List<Stored> signed(Writes writes, List<WebhookEndpoint> endpoints) {
    PepperMac macs = writes.config(PepperMac.class);
    return endpoints.stream()
        .map(endpoint -> new Stored(endpoint, macs.sign(EndpointMac.parts(endpoint))))
        .toList();
  }

  /** The endpoints of an account, oldest first. */
  static List<WebhookEndpoint> ofAccount(Handle handle, HeadId head) {
    return ofAccounts(handle, Set.of(head)).getOrDefault(head, List.of());
  }

  /** The endpoints of accounts, oldest first. */
  public static Map<HeadId, List<WebhookEndpoint>> ofAccounts(Handle handle, Set<HeadId> heads) {
    Map<HeadId, List<WebhookEndpoint>> found = new HashMap<>();
    authentic(handle, Reads.one(handle, reads -> reads.add(LOAD, heads, EndpointStore::stored)))
        .forEach(endpoint ->
            found.computeIfAbsent(endpoint.head(), head -> new ArrayList<>()).add(endpoint));
    return found;
  }

  /** The endpoints with these IDs. */
  public static Map<String, WebhookEndpoint> byIds(Handle handle, Set<String> ids) {
    Map<String, WebhookEndpoint> found = new HashMap<>();
    authentic(handle, Reads.one(handle, reads -> reads.add(BY_IDS, ids, EndpointStore::stored)))
        .forEach(endpoint -> found.put(endpoint.id(), endpoint));
    return found;
  }

  /** One page, with the number of all endpoints of the account. */
  static CountedPage<WebhookEndpoint> page(Database database, HeadId head, PageQuery query) {
    SqlText sql =
        SqlText.of(
            "SELECT * FROM webhook_endpoint WHERE account_id = ? AND environment = ?",
            head.accountId(),
            head.environment().word());
    query.addCondition(sql, "created_at", "number");
    query.addOrderAndLimit(sql, "created_at", "number");
    Page<Stored> page =
        query.page(database.list(sql, EndpointStore::stored), row -> row.endpoint().position());
    return database.with(handle ->
        new CountedPage<>(
            new Page<>(authentic(handle, page.items()), page.next()), count(handle, head)));
  }

  private static long count(Handle handle, HeadId head) {
    return handle
        .createQuery(
            "SELECT count(*) FROM webhook_endpoint WHERE account_id = :a AND environment = :e")
        .bind("a", head.accountId())
        .bind("e", head.environment().word())
        .mapTo(Long.class)
        .one();
  }

  private static List<WebhookEndpoint> authentic(Handle handle, List<Stored> rows) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    return rows.stream()
        .filter(row -> {
          boolean valid = macs.isValid(row.mac(), EndpointMac.parts(row.endpoint()));
          if (!valid) {
            LOG.error(
                "the webhook endpoint {} was changed outside RemitFlex: it is not shown, and"
                    + " receives nothing",
                row.endpoint().id());
          }
          return valid;
        })
        .map(Stored::endpoint)
        .toList();
  }

  /** Signs and encrypts again what is under an older pepper; returns the number of rows. */
  public static int signAgain(Handle handle, EndpointCipher cipher) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    int written = 0;
    for (Stored row : all(handle)) {
      List<byte[]> parts = EndpointMac.parts(row.endpoint());
      if (macs.isValid(row.mac(), parts)
          && (!macs.isCurrent(row.mac(), parts) || !cipher.isCurrent(row.endpoint()))) {
        WebhookEndpoint again =
            row.endpoint()
                .with(
                    row.endpoint().settings(),
                    cipher.reencrypted(row.endpoint()),
                    row.endpoint().updatedAt());
        written += replace(handle, row, again, macs.sign(EndpointMac.parts(again)));
      }
    }
    return written;
  }

  /** Unless a command has changed the row in the meantime. */
  private static int replace(Handle handle, Stored row, WebhookEndpoint again, byte[] mac) {
    return handle
        .createUpdate(
            """
            UPDATE webhook_endpoint SET secrets = :secrets, row_mac = :mac
            WHERE id = :id AND row_mac = :before
            """)
        .bind("secrets", again.secrets())
        .bind("mac", mac)
        .bind("id", again.id())
        .bind("before", row.mac())
        .execute();
  }

  /** One line for each row that has no valid MAC. */
  public static List<String> violations(Handle handle) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    return all(handle).stream()
        .filter(row -> !macs.isValid(row.mac(), EndpointMac.parts(row.endpoint())))
        .map(row ->
            row.endpoint().id()
                + ": the row was changed or created outside RemitFlex; the endpoint receives"
                + " nothing")
        .toList();
  }

  private static List<Stored> all(Handle handle) {
    List<Stored> all = new ArrayList<>();
    List<Stored> rows = ALL.list(handle, "");
    while (!rows.isEmpty()) {
      all.addAll(rows);
      rows = ALL.list(handle, rows.getLast().endpoint().id());
    }
    return all;
  }

  private static Stored stored(ResultSet row) throws SQLException {
    return new Stored(endpoint(row), row.getBytes("row_mac"));
  }

  private static WebhookEndpoint endpoint(ResultSet row) throws SQLException {
    return new WebhookEndpoint(
        new HeadId(row.getString("account_id"), Environment.of(row.getString("environment"))),
        row.getString("id"),
        row.getLong("number"),
        settings(row),
        Optional.ofNullable(row.getString("disabled_reason")).map(DisabledReason::of),
        row.getLong("from_seq"),
        row.getBytes("secrets"),
        row.getBytes("public_key"),
        Optional.ofNullable(row.getTimestamp("overlap_ends_at")).map(Timestamp::toInstant),
        time(row, "created_at"),
        time(row, "updated_at"));
  }

  private static EndpointSettings settings(ResultSet row) throws SQLException {
    return new EndpointSettings(
        row.getString("url"),
        list(row.getString("event_types")),
        Optional.ofNullable(row.getString("filter")),
        Optional.ofNullable(row.getString("description")),
        list(row.getString("header_names")),
        row.getBoolean("enabled"),
        row.getBoolean("strict_order"),
        RetrySchedule.of(row.getString("schedule")),
        row.getBoolean("disable_at_end"));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }

  private static List<String> list(String text) {
    return text.isEmpty() ? List.of() : Stream.of(text.split(",", -1)).toList();
  }
}
