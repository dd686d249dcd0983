package com.remitflex.keys;

import com.remitflex.accounts.HeadId;
import com.remitflex.accounts.HeadStore;
import com.remitflex.database.Database;
import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import com.remitflex.http.Scope;
import com.remitflex.ids.ApiKeyText;
import com.remitflex.ids.Environment;
import com.remitflex.ids.IdPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** The life of API keys: create, list, revoke. */
public final class Keys {
  private static final int LONGEST_NAME = 100;
  private static final Duration MARGIN = Duration.ofMillis(100);
  private static final long ASK_EVERY_MILLIS = 10;

  private final Database database;
  private final KeyStore store;
  private final KeyHasher hasher;

  public Keys(Database database, KeyStore store, KeyHasher hasher) {
    this.database = database;
    this.store = store;
    this.hasher = hasher;
  }

  /** A new key; the only time that its secret exists outside the caller's hands. */
  public record Created(ApiKey key, String secret) {}

  /**
   * How a revocation took effect.
   *
   * @param nodesConfirmed nodes that said that they refuse the key; one that did not say so holds
   *     no lease any more and refuses it too
   */
  public record Receipt(
      ApiKey key, Instant effectiveAt, int nodesConfirmed, int nodesTotal) {}

  /**
   * Creates a key.
   *
   * @throws com.remitflex.errors.ApiException VALIDATION_ERROR (name), NOT_FOUND (account),
   *     INSUFFICIENT_PERMISSIONS never; KYC is checked here: VALIDATION_ERROR (environment)
   */
  public Created create(HeadId head, Scope scope, String name) {
    String trimmed = name.strip();
    if (trimmed.isEmpty()
        || trimmed.length() > LONGEST_NAME
        || trimmed.chars().anyMatch(Character::isISOControl)
        || !ApiKeyText.mask(trimmed).equals(trimmed)) {
      throw ApiError.at(
              "name",
              ErrorCode.VALIDATION_ERROR,
              "The name must be 1 to " + LONGEST_NAME + " characters, and no API key.")
          .exception();
    }
    String secret = ApiKeyFormat.generate(head.environment());
    return database.inTransaction(
        handle -> {
          requireOpen(handle, head);
          ApiKey key =
              new ApiKey(
                  IdPrefix.API_KEY.next(),
                  head.accountId(),
                  head.environment(),
                  trimmed,
                  scope,
                  hasher.hash(secret),
                  ApiKeyText.display(secret),
                  KeyStore.now(handle),
                  Optional.empty(),
                  Optional.empty());
          insert(handle, key);
          return new Created(key, secret);
        });
  }

  private void insert(Handle handle, ApiKey key) {
    try {
      store.insert(handle, key);
    } catch (UnableToExecuteStatementException e) {
      if (String.valueOf(e.getCause().getMessage()).contains("api_key_active_name")) {
        throw ApiError.at(
                "name",
                ErrorCode.VALIDATION_ERROR,
                "An active key of this account and environment has this name already.")
            .exception();
      }
      throw e;
    }
  }

  /** The account must exist, and be verified for a live key (SPEC: live moves real funds). */
  private static void requireOpen(Handle handle, HeadId head) {
    Optional<String> verification =
        handle
            .createQuery("SELECT verification FROM account WHERE id = :id")
            .bind("id", head.accountId())
            .mapTo(String.class)
            .findOne();
    if (verification.isEmpty()) {
      throw ApiError.at("account", ErrorCode.NOT_FOUND, "No account with this id exists.")
          .exception();
    }
    if (head.environment() == Environment.LIVE && verification.get().equals("none")) {
      throw ApiError.at(
              "environment",
              ErrorCode.VALIDATION_ERROR,
              "A live key needs a verified account. The operator verifies it with:"
                  + " ./remitflex accounts verify "
                  + head.accountId())
          .exception();
    }
  }

  public List<ApiKey> list(HeadId head) {
    return database.with(handle -> store.ofAccount(handle, head));
  }

  public Optional<ApiKey> find(String id) {
    return database.with(handle -> store.byIds(handle, List.of(id))).stream().findFirst();
  }

  /** The database's time, by which keys expire. */
  public Instant now() {
    return database.with(KeyStore::now);
  }

  /**
   * Revokes a key for good; answers when every node refuses it.
   *
   * @throws com.remitflex.errors.ApiException NOT_FOUND, API_KEY_REVOKED (it was revoked before;
   *     every node refuses it by then too)
   */
  public Receipt revoke(String id) {
    ApiKey key =
        find(id)
            .orElseThrow(
                () ->
                    ApiError.of(ErrorCode.NOT_FOUND, "No API key with this id exists.")
                        .exception());
    record Logged(Optional<ApiKey> revoked, long number) {}
    Logged logged =
        database.inTransaction(
            handle -> {
              // The head first, as the engine does: a write under way ends before or sees this.
              HeadStore.lock(handle, List.of(new HeadId(key.accountId(), key.environment())));
              ApiKey revoked = key.revokedAt(KeyStore.now(handle));
              return store.revoke(handle, revoked)
                  ? new Logged(Optional.of(revoked), number(handle, id))
                  : new Logged(Optional.empty(), newestNumber(handle));
            });
    Nodes nodes = awaitNodes(logged.number());
    ApiKey revoked =
        logged
            .revoked()
            .orElseThrow(
                () ->
                    ApiError.of(ErrorCode.API_KEY_REVOKED, "This API key was revoked before.")
                        .exception());
    return new Receipt(
        revoked, revoked.revokedAt().orElseThrow(), nodes.confirmed(), nodes.total());
  }

  /** The revocation's number, given out under a lock that is held until commit. */
  private static long number(Handle handle, String keyId) {
    long number =
        handle
            .createQuery("UPDATE revocation_head SET last = last + 1 RETURNING last")
            .mapTo(Long.class)
            .one();
    handle
        .createUpdate(
            """
            INSERT INTO revocation (number, key_id, created_at)
            VALUES (:number, :key, clock_timestamp())
            """)
        .bind("number", number)
        .bind("key", keyId)
        .execute();
    handle.execute("NOTIFY " + NodeLease.CHANNEL);
    return number;
  }

  private static long newestNumber(Handle handle) {
    return handle.createQuery("SELECT last FROM revocation_head").mapTo(Long.class).one();
  }

  private record Nodes(int confirmed, int unconfirmed, int total) {}

  /** Waits until every node has confirmed, or until no unconfirmed node can hold a lease. */
  private Nodes awaitNodes(long number) {
    long committedNanos = System.nanoTime();
    long leasesEnd = NodeLease.LEASE.plus(MARGIN).toNanos();
    while (true) {
      boolean leasesEnded = System.nanoTime() - committedNanos >= leasesEnd;
      Nodes nodes = database.with(handle -> nodes(handle, number));
      if (leasesEnded || nodes.unconfirmed() == 0) {
        return nodes;
      }
      try {
        Thread.sleep(ASK_EVERY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for the nodes", e);
      }
    }
  }

  /**
   * A node that has not renewed for far longer than a lease is gone and not counted; but that is
   * told by the wall clock, so it is waited for all the same.
   */
  private static Nodes nodes(Handle handle, long number) {
    return handle
        .createQuery(
            """
            SELECT count(*) FILTER (WHERE applied >= :number) AS confirmed,
                   count(*) FILTER (WHERE applied < :number) AS unconfirmed,
                   count(*) FILTER (WHERE applied >= :number
                                    OR renewed_at > clock_timestamp() - interval '5 s') AS total
            FROM node
            """)
        .bind("number", number)
        .map(
            (row, context) ->
                new Nodes(
                    row.getInt("confirmed"), row.getInt("unconfirmed"), row.getInt("total")))
        .one();
  }
}
