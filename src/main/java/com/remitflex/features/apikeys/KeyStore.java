package com.remitflex.features.apikeys;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.text.Names;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The api_key table; a row without a valid MAC is ignored. */
public final class KeyStore {
  private static final Logger LOG = LoggerFactory.getLogger(KeyStore.class);

  private static final int MAX_HASHES_PER_QUERY = 1_000;
  private static final String SELECT = "SELECT k.* FROM api_key k ";

  private static final Batch<String> BY_ID =
      Batch.<String>statement("SELECT k.* FROM :rows JOIN api_key k ON k.id = v.id")
          .text("id", Function.identity())
          .build();

  private static final Batch<SignedKey> INSERT =
      Batch.<SignedKey>insert("api_key")
          .text("id", row -> row.key().id())
          .text("account_id", row -> row.key().accountId())
          .text("environment", row -> row.key().environment().word())
          .text("name", row -> row.key().name())
          .text("scope", row -> row.key().scope().word())
          .bytes("key_hash", row -> row.key().hash())
          .text("display", row -> row.key().display())
          .text("state", KeyStore::state)
          .time("created_at", row -> row.key().createdAt())
          .optionalTime("expires_at", row -> row.key().expiresAt())
          .optionalTime("revoked_at", row -> row.key().revokedAt())
          .bytes("row_mac", SignedKey::mac)
          .bigint("number", row -> row.key().number())
          .bigint("generation", row -> row.key().generation())
          .text("ip_allow_list", row -> row.key().addressText())
          .optionalBigint("rate_limit_per_minute", row -> row.key().limits().requestsPerMinute())
          .optionalBigint("per_payment", row -> row.key().limits().perPayment().map(Money::minor))
          .optionalText(
              "per_payment_currency", row -> row.key().limits().perPayment().map(KeyStore::code))
          .optionalBigint("per_day", row -> row.key().limits().perDay().map(Money::minor))
          .optionalText("per_day_currency", row -> row.key().limits().perDay().map(KeyStore::code))
          .optionalBigint("warned_days", row -> row.key().warnedDays())
          .optionalText("decoy_account_id", row -> row.key().decoy())
          .build();

  /** Writes what a roll, a revocation or a warning changes; a revoked key never changes. */
  private static final Batch<SignedKey> UPDATE =
      Batch.<SignedKey>statement(
              """
              UPDATE api_key k
              SET key_hash = v.key_hash, display = v.display, state = v.state,
                  revoked_at = v.revoked_at, row_mac = v.row_mac, generation = v.generation,
                  warned_days = v.warned_days
              FROM :rows WHERE k.id = v.id AND k.state = 'active'
              """)
          .text("id", row -> row.key().id())
          .bytes("key_hash", row -> row.key().hash())
          .text("display", row -> row.key().display())
          .text("state", KeyStore::state)
          .optionalTime("revoked_at", row -> row.key().revokedAt())
          .bytes("row_mac", SignedKey::mac)
          .bigint("generation", row -> row.key().generation())
          .optionalBigint("warned_days", row -> row.key().warnedDays())
          .build();

  private final KeyHasher hasher;
  private final UnusedSecretStore unusedSecrets;
  private final RetiredSecretStore retiredSecrets;

  public KeyStore(KeyHasher hasher) {
    this.hasher = hasher;
    this.unusedSecrets = new UnusedSecretStore(hasher);
    this.retiredSecrets = new RetiredSecretStore(hasher);
  }

  private static String state(SignedKey row) {
    return row.key().isRevoked() ? "revoked" : "active";
  }

  private static String code(Money money) {
    return money.currency().name();
  }

  /**
   * The key that has the secret with one of these hashes, as its newest or as a retired one. It
   * queries both tables in any case, so that the response time does not reveal which one matches. A
   * roll moves a secret from the first table to the second: read in this order, one of them has it.
   */
  public Optional<Presented> byHash(Handle handle, List<byte[]> hashes) {
    Optional<ApiKey> newest = newestByHash(handle, hashes);
    Optional<RetiredSecret> retired = retiredSecrets.byHash(handle, hashes);
    if (newest.isPresent()) {
      boolean firstUse = isFirstUse(handle, newest.get(), newest.get().generation());
      return Optional.of(new Presented(newest.get(), Optional.empty(), firstUse));
    }
    return retired.flatMap(secret ->
        byIds(handle, List.of(secret.keyId())).stream()
            .findFirst()
            .map(key ->
                new Presented(
                    key, Optional.of(secret), isFirstUse(handle, key, secret.generation()))));
  }

  private Optional<ApiKey> newestByHash(Handle handle, List<byte[]> hashes) {
    try (Query query = handle.createQuery(SELECT + " WHERE k.key_hash IN (<hashes>)")) {
      return keys(query.bindList("hashes", hashes)).stream()
          .filter(found -> isAmong(found.hash(), hashes))
          .findFirst();
    }
  }

  private boolean isFirstUse(Handle handle, ApiKey key, long generation) {
    return generation > 1
        && (unusedSecrets.mayBeFirstUse(handle, key.id(), generation)
            || RetiredSecretStore.isAnyWaiting(handle, key.id(), generation));
  }

  /** Compares in constant time. */
  static boolean isAmong(byte[] hash, List<byte[]> hashes) {
    return hashes.stream().anyMatch(one -> MessageDigest.isEqual(one, hash));
  }

  /** The hashes of a secret, under each pepper. */
  public List<byte[]> hashes(String secret) {
    return hasher.hashes(secret);
  }

  /** Whether a secret with one of these hashes was ever issued. */
  public boolean isIssued(Handle handle, List<byte[]> hashes) {
    return byHash(handle, hashes).isPresent();
  }

  /** The keys that the secrets with these hashes belong to, except those that are revoked. */
  public List<ApiKey> notRevoked(Handle handle, List<byte[]> hashes, Instant now) {
    Map<String, ApiKey> found = new LinkedHashMap<>();
    for (int from = 0; from < hashes.size(); from += MAX_HASHES_PER_QUERY) {
      List<byte[]> some =
          hashes.subList(from, Math.min(from + MAX_HASHES_PER_QUERY, hashes.size()));
      for (byte[] hash : issued(handle, some)) {
        byHash(handle, List.of(hash))
            .filter(presented -> !presented.isRevoked(now))
            .ifPresent(presented -> found.put(presented.key().id(), presented.key()));
      }
    }
    return List.copyOf(found.values());
  }

  private static List<byte[]> issued(Handle handle, List<byte[]> hashes) {
    try (Query query =
        handle.createQuery(
            """
            SELECT key_hash FROM api_key WHERE key_hash IN (<hashes>)
            UNION SELECT key_hash FROM retired_secret WHERE key_hash IN (<hashes>)
            """)) {
      return query.bindList("hashes", hashes).mapTo(byte[].class).list();
    }
  }

  /** The keys with these IDs. */
  public List<ApiKey> byIds(Handle handle, Collection<String> ids) {
    return verified(Reads.one(handle, reads -> byIds(reads, Set.copyOf(ids))));
  }

  /** As {@link #byIds(Handle, Collection)}, before {@link #verified(List)}. */
  Reads.Found<SignedKey> byIds(Reads reads, Set<String> ids) {
    return reads.add(BY_ID, ids, SignedKey::read);
  }

  /**
   * The active key that has each of these names, by its ID. A name that is older than {@link Names}
   * is compared in its shown form: such names, and those that are not plain ASCII, have an index of
   * their own.
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

  /**
   * A page of the keys that match the filter. A row without a valid MAC counts in the total and for
   * the next page, but is not in the list.
   */
  public CountedPage<ApiKey> list(Handle handle, KeyFilter filter, PageQuery query) {
    Map<String, Object> values = filter.values();
    String sql =
        SELECT
            + filter.condition()
            + query.condition("k.created_at", "k.number")
            + query.orderAndLimit("k.created_at", "k.number");
    try (Query keys = query.bind(handle.createQuery(sql));
        Query count = handle.createQuery("SELECT count(*) FROM api_key k " + filter.condition())) {
      Page<SignedKey> rows =
          query.page(
              rows(keys.bindMap(values)),
              row -> new Position(row.key().createdAt(), row.key().number()));
      return new CountedPage<>(
          new Page<>(verified(rows.items()), rows.next()),
          count.bindMap(values).mapTo(Long.class).one());
    }
  }

  /**
   * A page of a search. A row without a valid MAC counts in the total and for the next page, but is
   * not in the list.
   */
  public KeySearch.Result search(Handle handle, KeySearch search) {
    Map<String, Object> values = search.values();
    try (Query keys = handle.createQuery(search.page());
        Query count = handle.createQuery(search.count())) {
      List<SignedKey> rows = rows(keys.bindMap(values));
      boolean hasMore = rows.size() > search.limit();
      List<SignedKey> page = hasMore ? rows.subList(0, search.limit()) : rows;
      return new KeySearch.Result(
          verified(page),
          count.bindMap(values).mapTo(Long.class).one(),
          hasMore ? Optional.of(search.place(page.getLast().key())) : Optional.empty());
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

  /** The names of those of these keys that belong to the account and environment, by ID. */
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

  /** Keys that expire by this time, and whose owner was not yet warned of so few days. */
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
      return keys(query.bind("now", now.toString()).bind("by", by.toString()).bind("days", days));
    }
  }

  public void insert(Writes writes, List<ApiKey> keys) {
    writes.add(INSERT, signed(keys));
  }

  public void update(Writes writes, List<ApiKey> keys) {
    writes.add(UPDATE, signed(keys));
  }

  private List<SignedKey> signed(List<ApiKey> keys) {
    return keys.stream().map(key -> SignedKey.of(key, hasher)).toList();
  }

  /** The replaced secrets of these keys that are still valid, by the key's ID. */
  public Map<String, GracePeriods> gracePeriods(
      Handle handle, Collection<String> keyIds, Instant now) {
    return retiredSecrets.gracePeriods(handle, keyIds, now);
  }

  public KeyHasher hasher() {
    return hasher;
  }

  private List<ApiKey> keys(Query query) {
    return verified(rows(query));
  }

  private static List<SignedKey> rows(Query query) {
    return query.map((row, context) -> SignedKey.read(row)).list();
  }

  /** The keys whose rows have a valid MAC. */
  List<ApiKey> verified(List<SignedKey> rows) {
    return rows.stream().flatMap(row -> verified(row).stream()).toList();
  }

  private Optional<ApiKey> verified(SignedKey row) {
    Optional<ApiKey> key = row.verified(hasher);
    if (key.isEmpty()) {
      LOG.error("the row of {} was changed outside RemitFlex: the key is rejected", row.key().id());
    }
    return key;
  }
}
