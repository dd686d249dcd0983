package com.remitflex.features.apikeys;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.net.AddressRange;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.text.Names;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The api_key table; a row whose seal does not fit is not a key. */
public final class KeyStore {
  /** How many hashes one query asks for. */
  private static final int MOST_HASHES = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(KeyStore.class);

  private static final String SELECT = "SELECT k.* FROM api_key k ";

  private static final int CHECKED_AT_ONCE = 500;

  private final KeyHasher hasher;
  private final UnusedSecretStore unused;
  private final Batch<ApiKey> insert;
  private final Batch<ApiKey> update;

  public KeyStore(KeyHasher hasher) {
    this.hasher = hasher;
    this.unused = new UnusedSecretStore(hasher);
    this.insert =
        Batch.<ApiKey>insert("api_key")
            .text("id", ApiKey::id)
            .text("account_id", ApiKey::accountId)
            .text("environment", key -> key.environment().word())
            .text("name", ApiKey::name)
            .text("scope", key -> key.scope().word())
            .bytes("key_hash", ApiKey::hash)
            .text("display", ApiKey::display)
            .text("state", KeyStore::state)
            .time("created_at", ApiKey::createdAt)
            .optionalTime("expires_at", ApiKey::expiresAt)
            .optionalTime("revoked_at", ApiKey::revokedAt)
            .bytes("row_mac", key -> hasher.rowMac(key.sealed()))
            .bigint("number", ApiKey::number)
            .bigint("generation", ApiKey::generation)
            .text("ip_allow_list", ApiKey::addressText)
            .optionalBigint("rate_limit_per_minute", key -> key.limits().requestsPerMinute())
            .optionalBigint("per_payment", key -> key.limits().perPayment().map(Money::minor))
            .optionalText(
                "per_payment_currency", key -> key.limits().perPayment().map(KeyStore::code))
            .optionalBigint("per_day", key -> key.limits().perDay().map(Money::minor))
            .optionalText("per_day_currency", key -> key.limits().perDay().map(KeyStore::code))
            .optionalBigint("warned_days", ApiKey::warnedDays)
            .optionalText("decoy_account_id", ApiKey::decoy)
            .build();
    this.update =
        Batch.<ApiKey>statement(
                """
                UPDATE api_key k
                SET key_hash = v.key_hash, display = v.display, state = v.state,
                    revoked_at = v.revoked_at, row_mac = v.row_mac, generation = v.generation,
                    warned_days = v.warned_days
                FROM :rows WHERE k.id = v.id AND k.state = 'active'
                """)
            .text("id", ApiKey::id)
            .bytes("key_hash", ApiKey::hash)
            .text("display", ApiKey::display)
            .text("state", KeyStore::state)
            .optionalTime("revoked_at", ApiKey::revokedAt)
            .bytes("row_mac", key -> hasher.rowMac(key.sealed()))
            .bigint("generation", ApiKey::generation)
            .optionalBigint("warned_days", ApiKey::warnedDays)
            .build();
  }

  private static String state(ApiKey key) {
    return key.isRevoked() ? "revoked" : "active";
  }

  private static String code(Money money) {
    return money.currency().name();
  }

  /**
   * The key that has the secret with one of these hashes, as its own one or as a retired one. Asks
   * both tables whatever the first one returns, so that the time does not reveal it.
   */
  public Optional<Presented> byHash(Handle handle, List<byte[]> hashes) {
    Optional<RetiredSecret> retired = RetiredSecretStore.byHash(handle, hasher, hashes);
    try (Query query = handle.createQuery(SELECT + " WHERE k.key_hash IN (<hashes>)")) {
      Optional<ApiKey> key =
          sealed(query.bindList("hashes", hashes).map((row, context) -> read(row)).list()).stream()
              .filter(found -> isAmong(found.hash(), hashes))
              .findFirst();
      if (key.isPresent()) {
        boolean first = isFirstUse(handle, key.get(), key.get().generation());
        return Optional.of(new Presented(key.get(), Optional.empty(), first));
      }
    }
    return retired.flatMap(secret ->
        byIds(handle, List.of(secret.keyId())).stream()
            .findFirst()
            .map(key ->
                new Presented(
                    key, Optional.of(secret), isFirstUse(handle, key, secret.generation()))));
  }

  private boolean isFirstUse(Handle handle, ApiKey key, long generation) {
    return generation > 1
        && (unused.mayBeFirstUse(handle, key.id(), generation)
            || RetiredSecretStore.isAnyWaiting(handle, key.id(), generation));
  }

  /** Compares in constant time. */
  static boolean isAmong(byte[] hash, List<byte[]> hashes) {
    return hashes.stream().anyMatch(one -> MessageDigest.isEqual(one, hash));
  }

  /** The hashes by which a secret can be found, under each pepper. */
  public List<byte[]> hashes(String secret) {
    return hasher.hashes(secret);
  }

  /** Whether a secret with one of these hashes was ever given out. */
  public boolean isIssued(Handle handle, List<byte[]> hashes) {
    return byHash(handle, hashes).isPresent();
  }

  /** The keys that still work, or may work again, by the secrets with these hashes. */
  public List<ApiKey> living(Handle handle, List<byte[]> hashes, Instant now) {
    Map<String, ApiKey> living = new LinkedHashMap<>();
    for (int from = 0; from < hashes.size(); from += MOST_HASHES) {
      List<byte[]> some = hashes.subList(from, Math.min(from + MOST_HASHES, hashes.size()));
      for (byte[] hash : present(handle, some)) {
        byHash(handle, List.of(hash))
            .filter(presented -> !presented.isRevoked(now))
            .ifPresent(presented -> living.put(presented.key().id(), presented.key()));
      }
    }
    return List.copyOf(living.values());
  }

  private static List<byte[]> present(Handle handle, List<byte[]> hashes) {
    try (Query query =
        handle.createQuery(
            """
            SELECT key_hash FROM api_key WHERE key_hash IN (<hashes>)
            UNION SELECT key_hash FROM retired_secret WHERE key_hash IN (<hashes>)
            """)) {
      return query.bindList("hashes", hashes).mapTo(byte[].class).list();
    }
  }

  /** The keys with these ids. */
  public List<ApiKey> byIds(Handle handle, Collection<String> ids) {
    try (Query query = handle.createQuery(SELECT + " WHERE k.id = ANY (:ids)")) {
      return sealed(
          query.bind("ids", ids.toArray(String[]::new)).map((row, context) -> read(row)).list());
    }
  }

  /**
   * Which of these names stand on a key that is active; answers the key's id. A name from before
   * {@link Names} is compared as it is shown: an index of their own finds them, and those that are
   * not plain ASCII.
   */
  public Map<KeyName, String> named(Handle handle, Collection<KeyName> names) {
    Map<KeyName, String> found = new HashMap<>();
    try (Query query =
        handle.createQuery(
            """
            SELECT account_id, environment, name, id FROM api_key
            WHERE state = 'active' AND (expires_at IS NULL OR expires_at > clock_timestamp())
              AND (account_id, environment, name) IN
                (SELECT * FROM unnest(:accounts::text[], :environments::text[], :names::text[]))
            UNION ALL
            SELECT account_id, environment, name, id FROM api_key
            WHERE state = 'active' AND (expires_at IS NULL OR expires_at > clock_timestamp())
              AND name COLLATE "C" !~ '^[!-~]+( [!-~]+)*$'
              AND (account_id, environment) IN
                (SELECT * FROM unnest(:accounts::text[], :environments::text[]))
            """)) {
      query
          .bind("accounts", names.stream().map(n -> n.head().accountId()).toArray(String[]::new))
          .bind(
              "environments",
              names.stream().map(n -> n.head().environment().word()).toArray(String[]::new))
          .bind("names", names.stream().map(KeyName::name).toArray(String[]::new))
          .map((row, context) ->
              Map.entry(
                  new KeyName(
                      new HeadId(
                          row.getString("account_id"),
                          Environment.of(row.getString("environment"))),
                      row.getString("name")),
                  row.getString("id")))
          .filter(entry -> names.contains(entry.getKey()))
          .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    }
    return found;
  }

  /** A page of an account's keys, and how many there are in all. */
  public record Page(List<ApiKey> keys, long total) {}

  /** Keys after a place in the order of creation, as the filter has them. */
  public Page page(Handle handle, KeyFilter filter) {
    Map<String, Object> values = filter.values();
    try (Query keys = handle.createQuery(SELECT + filter.page());
        Query count = handle.createQuery("SELECT count(*) FROM api_key k " + filter.all())) {
      return new Page(
          sealed(keys.bindMap(values).map((row, context) -> read(row)).list()),
          count.bindMap(values).mapTo(Long.class).one());
    }
  }

  /**
   * A page of a search, how many it finds in all, and where the next page begins. A row that
   * someone else wrote is counted, but it is no key and ends no list.
   */
  public record Found(List<ApiKey> keys, long total, Optional<KeySearch.Place> next) {}

  /** A page of keys for people. */
  public Found page(Handle handle, KeySearch search) {
    Map<String, Object> values = search.values();
    try (Query keys = handle.createQuery(search.page());
        Query count = handle.createQuery(search.count())) {
      List<Row> rows = keys.bindMap(values).map((row, context) -> read(row)).list();
      boolean more = rows.size() > search.limit();
      List<Row> page = more ? rows.subList(0, search.limit()) : rows;
      return new Found(
          sealed(page),
          count.bindMap(values).mapTo(Long.class).one(),
          more ? Optional.of(search.place(page.getLast().key())) : Optional.empty());
    }
  }

  /** Whether an account has a key in this environment. */
  public static boolean hasAny(Handle handle, HeadId head) {
    return handle
        .createQuery(
            """
            SELECT EXISTS (SELECT FROM api_key
              WHERE account_id = :account AND environment = :environment)
            """)
        .bind("account", head.accountId())
        .bind("environment", head.environment().word())
        .mapTo(Boolean.class)
        .one();
  }

  /** The names of those of these keys that are of the account and environment, by their IDs. */
  public static Map<String, String> names(Handle handle, HeadId head, Collection<String> ids) {
    Map<String, String> found = new HashMap<>();
    try (Query query =
        handle.createQuery(
            """
            SELECT id, name FROM api_key
            WHERE id = ANY (:ids) AND account_id = :account AND environment = :environment
            """)) {
      query
          .bind("ids", ids.toArray(String[]::new))
          .bind("account", head.accountId())
          .bind("environment", head.environment().word())
          .map((row, context) -> Map.entry(row.getString("id"), row.getString("name")))
          .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
    }
    return found;
  }

  /** Keys that expire by this time and whose owner was not told of so few days. */
  public List<ApiKey> expiring(Handle handle, Instant now, Instant by, int days) {
    try (Query query =
        handle.createQuery(
            SELECT
                + """
                 WHERE k.state = 'active' AND k.expires_at > :now::timestamptz
                  AND k.expires_at <= :by::timestamptz
                  AND (k.warned_days IS NULL OR k.warned_days > :days)
                  AND k.created_at <= k.expires_at - make_interval(days => :days)
                ORDER BY k.expires_at LIMIT 1000
                """)) {
      return sealed(
          query
              .bind("now", now.toString())
              .bind("by", by.toString())
              .bind("days", days)
              .map((row, context) -> read(row))
              .list());
    }
  }

  public void insert(Writes writes, List<ApiKey> keys) {
    writes.add(insert, keys);
  }

  /** Writes what a roll, a revocation or a warning changes; a revoked key never changes. */
  public void update(Writes writes, List<ApiKey> keys) {
    writes.add(update, keys);
  }

  /** The replaced secrets of these keys that still work, by the key's id. */
  public Map<String, GracePeriods> graces(Handle handle, Collection<String> keyIds, Instant now) {
    return new RetiredSecretStore(hasher).graces(handle, keyIds, now);
  }

  public KeyHasher hasher() {
    return hasher;
  }

  private record Row(ApiKey key, byte[] mac) {}

  private List<ApiKey> sealed(List<Row> rows) {
    return rows.stream().flatMap(row -> sealed(row).stream()).toList();
  }

  /** The key with its hash as it is written now, if the row's seal fits. */
  private Optional<ApiKey> sealed(Row row) {
    OptionalInt version = hasher.rowMacVersion(row.key().sealed(), row.mac());
    if (version.isEmpty()) {
      LOG.error("row of {} was changed outside RemitFlex: the key is refused", row.key().id());
      return Optional.empty();
    }
    return Optional.of(row.key().hashed(hasher.raised(row.key().hash(), version.getAsInt())));
  }

  /** How many rows a step of {@link #raise} has looked at, and the last one's id. */
  public record Raised(int looked, int changed, String last) {}

  /** Writes the hashes and seals of the rows after this id anew, where a newer pepper is in use. */
  public Raised raise(Handle handle, String after, int most) {
    List<Row> rows = after(handle, after, most);
    int changed = 0;
    for (Row row : rows) {
      OptionalInt version = hasher.rowMacVersion(row.key().sealed(), row.mac());
      if (version.isPresent() && version.getAsInt() < hasher.current()) {
        ApiKey raised = row.key().hashed(hasher.raised(row.key().hash(), version.getAsInt()));
        // Whoever changed the row meanwhile has written it under the newer pepper already.
        changed +=
            handle
                .createUpdate(
                    """
                    UPDATE api_key SET key_hash = :hash, row_mac = :mac
                    WHERE id = :id AND row_mac = :before
                    """)
                .bind("hash", raised.hash())
                .bind("mac", hasher.rowMac(raised.sealed()))
                .bind("id", raised.id())
                .bind("before", row.mac())
                .execute();
      }
    }
    return new Raised(rows.size(), changed, rows.isEmpty() ? after : rows.getLast().key().id());
  }

  /** The keys whose row was changed or made outside RemitFlex, a line each. */
  public List<String> violations(Handle handle) {
    List<String> found = new ArrayList<>();
    List<Row> rows = after(handle, "", CHECKED_AT_ONCE);
    while (!rows.isEmpty()) {
      for (Row row : rows) {
        if (hasher.rowMacVersion(row.key().sealed(), row.mac()).isEmpty()) {
          found.add(
              row.key().id()
                  + ": the row of this key was changed or made outside RemitFlex; it is"
                  + " no key");
        }
      }
      rows = after(handle, rows.getLast().key().id(), CHECKED_AT_ONCE);
    }
    found.addAll(new RetiredSecretStore(hasher).violations(handle));
    return found;
  }

  private static List<Row> after(Handle handle, String id, int most) {
    return handle
        .createQuery(SELECT + " WHERE k.id > :after ORDER BY k.id LIMIT :most")
        .bind("after", id)
        .bind("most", most)
        .map((row, context) -> read(row))
        .list();
  }

  private static Row read(ResultSet row) throws SQLException {
    ApiKey key =
        new ApiKey(
            row.getString("id"),
            row.getString("account_id"),
            Environment.of(row.getString("environment")),
            Names.shown(row.getString("name")),
            Scope.find(row.getString("scope")).orElseThrow(),
            row.getBytes("key_hash"),
            row.getString("display"),
            row.getTimestamp("created_at").toInstant(),
            Optional.ofNullable(row.getTimestamp("expires_at")).map(Timestamp::toInstant),
            Optional.ofNullable(row.getTimestamp("revoked_at")).map(Timestamp::toInstant),
            row.getLong("number"),
            row.getLong("generation"),
            limits(row),
            number(row, "warned_days").map(Math::toIntExact),
            Optional.ofNullable(row.getString("decoy_account_id")));
    return new Row(key, row.getBytes("row_mac"));
  }

  private static KeyLimits limits(ResultSet row) throws SQLException {
    String addresses = row.getString("ip_allow_list");
    return new KeyLimits(
        addresses.isEmpty()
            ? List.of()
            : Arrays.stream(addresses.split(",", -1))
                .map(text -> AddressRange.parse(text).orElseGet(KeyStore::nowhere))
                .toList(),
        number(row, "rate_limit_per_minute").map(Math::toIntExact),
        money(row, "per_payment"),
        money(row, "per_day"));
  }

  /** What stands for an address that cannot be read: the seal will not fit either. */
  private static AddressRange nowhere() {
    return AddressRange.parse("0.0.0.0").orElseThrow();
  }

  private static Optional<Money> money(ResultSet row, String column) throws SQLException {
    @Nullable String code = row.getString(column + "_currency");
    Optional<Long> minor = number(row, column);
    return Optional.ofNullable(code)
        .flatMap(Currency::find)
        .flatMap(currency -> minor.map(amount -> new Money(currency, amount)));
  }

  private static Optional<Long> number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }
}
