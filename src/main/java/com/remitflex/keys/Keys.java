package com.remitflex.keys;

import com.remitflex.accounts.Account;
import com.remitflex.accounts.AccountStore;
import com.remitflex.accounts.HeadId;
import com.remitflex.accounts.HeadStore;
import com.remitflex.database.Database;
import com.remitflex.database.DatabaseClock;
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
  public record Receipt(ApiKey key, Instant effectiveAt, int nodesConfirmed, int nodesTotal) {}

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
    return database.inTransaction(handle -> {
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
              DatabaseClock.read(handle),
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
      if (String.valueOf(e.getCause()).contains("api_key_active_name")) {
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
    Account account =
        AccountStore.find(handle, head.accountId())
            .orElseThrow(() ->
                ApiError.at("account", ErrorCode.NOT_FOUND, "No account with this id exists.")
                    .exception());
    if (head.environment() == Environment.LIVE
        && account.verification() == Account.Verification.NONE) {
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
    return database.with(DatabaseClock::read);
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
            .orElseThrow(() ->
                ApiError.of(ErrorCode.NOT_FOUND, "No API key with this id exists.").exception());
    record Logged(Optional<ApiKey> revoked, long number) {}
    Logged logged =
        database.inTransaction(handle -> {
          // The head first, as the engine does: a write under way ends before or sees this.
          HeadStore.lock(handle, List.of(new HeadId(key.accountId(), key.environment())));
          ApiKey revoked = key.revokedAt(DatabaseClock.read(handle));
          return store.revoke(handle, revoked)
              ? new Logged(Optional.of(revoked), RevocationStore.append(handle, id))
              : new Logged(Optional.empty(), RevocationStore.newest(handle));
        });
    RevocationStore.Nodes nodes = awaitNodes(logged.number());
    ApiKey revoked =
        logged
            .revoked()
            .orElseThrow(() ->
                ApiError.of(ErrorCode.API_KEY_REVOKED, "This API key was revoked before.")
                    .exception());
    return new Receipt(
        revoked, revoked.revokedAt().orElseThrow(), nodes.confirmed(), nodes.total());
  }

  /** Waits until every node has confirmed, or until no unconfirmed node can hold a lease. */
  private RevocationStore.Nodes awaitNodes(long number) {
    long committedNanos = System.nanoTime();
    long leasesEnd = NodeLease.LEASE.plus(MARGIN).toNanos();
    while (true) {
      boolean leasesEnded = System.nanoTime() - committedNanos >= leasesEnd;
      RevocationStore.Nodes nodes = database.with(handle -> RevocationStore.nodes(handle, number));
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
}
