package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyFilter;
import com.remitflex.features.apikeys.KeySearch;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.KeySuspensionStore;
import com.remitflex.features.apikeys.LeastPrivilege;
import com.remitflex.features.apikeys.RetiredSecret;
import com.remitflex.features.apikeys.RetiredSecretStore;
import com.remitflex.features.apikeys.ScopeAdvice;
import com.remitflex.features.apikeys.authentication.KeyUseStore;
import com.remitflex.features.apikeys.authentication.LastUse;
import com.remitflex.features.apikeys.authentication.RevocationBarrier;
import com.remitflex.features.apikeys.authentication.RevocationReceipt;
import com.remitflex.features.apikeys.authentication.RevocationStore;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.secrets.KeyHasher;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The service of API keys: creates, finds, rolls and revokes them. */
public final class ApiKeyService {
  private final Database database;
  private final Engine engine;
  private final KeyStore store;
  private final ScopeAdvice advice;
  private final RetiredSecretStore retiredSecrets;
  private final RevocationBarrier barrier;
  private final KeyRepositories repositories;
  private final KeySuspensionStore suspension;
  private final Runnable journal;

  /** The service for a test, which sends no mails and writes no journal. */
  public ApiKeyService(
      Database database, Engine engine, KeyHasher hasher, AuditTrail audit, ScopeAdvice advice) {
    this(database, engine, hasher, audit, advice, "", () -> {});
  }

  /**
   * The service of a server.
   *
   * @param publicUrl base of the links in mails
   * @param journal writes what was restricted to the revocation journal
   */
  public ApiKeyService(
      Database database,
      Engine engine,
      KeyHasher hasher,
      AuditTrail audit,
      ScopeAdvice advice,
      String publicUrl,
      Runnable journal) {
    this.journal = journal;
    this.database = database;
    this.advice = advice;
    this.engine = engine;
    this.store = new KeyStore(hasher);
    this.suspension = new KeySuspensionStore(hasher);
    this.retiredSecrets = new RetiredSecretStore(hasher);
    this.barrier = new RevocationBarrier(database);
    this.repositories = new KeyRepositories(store, audit, publicUrl);
  }

  /**
   * A key that was created or rolled.
   *
   * @param secret its new secret; empty for a repetition whose form may no longer show it
   * @param completed the response of the API
   */
  public record KeyChange(String keyId, Optional<String> secret, Completed completed) {}

  /** A key with its new secret, which is stored nowhere. */
  public record IssuedKey(ApiKey key, String secret) {}

  /** A revoked key, and how the revocation took effect. */
  public record RevokedKey(ApiKey key, RevocationReceipt receipt, boolean replayed) {}

  /**
   * Creates a key. Rejected with NOT_FOUND (account), KYB_REQUIRED, INSUFFICIENT_PERMISSIONS or
   * VALIDATION_ERROR (expires_at, name).
   *
   * @param cipher encrypts the secret for the form that creates the key: a repetition of the form
   *     gets it again for five minutes, until it is {@link #deleteShownSecret deleted}
   */
  @CheckReturnValue
  public Result<KeyChange> create(Caller caller, NewKey newKey, Optional<SecretCipher> cipher) {
    CreateKey command = new CreateKey(repositories, caller, newKey, cipher);
    return engine.run(command).map(completed -> change(completed, command.secret(), cipher));
  }

  /** Creates a key as the operator. */
  @CheckReturnValue
  public Result<IssuedKey> create(HeadId head, NewKey newKey) {
    return create(Caller.operator(head), newKey, Optional.empty()).map(this::issued);
  }

  /**
   * Gives a key a new secret, and returns when every node knows when the old one ends. Rejected
   * with NOT_FOUND, INSUFFICIENT_PERMISSIONS, API_KEY_NOT_ACTIVE or VALIDATION_ERROR (id).
   *
   * @param cipher as for {@link #create(Caller, NewKey, Optional)}
   */
  @CheckReturnValue
  public Result<KeyChange> roll(
      Caller caller, String id, RollRequest request, Optional<SecretCipher> cipher) {
    RollKey command = new RollKey(repositories, caller, id, decoyOf(id), request, cipher);
    return awaitNodes(id, engine.run(command))
        .map(completed -> change(completed, command.secret(), cipher));
  }

  /** Rolls a key of any account as the operator. */
  @CheckReturnValue
  public Result<IssuedKey> roll(String id, RollRequest request) {
    return find(id)
        .map(key ->
            roll(Caller.operator(key.head()), id, request, Optional.empty()).map(this::issued))
        .orElseGet(ApiKeyService::notFound);
  }

  private KeyChange change(Completed completed, String secret, Optional<SecretCipher> cipher) {
    String keyId = completed.result().resourceId();
    return new KeyChange(
        keyId,
        completed.replayed()
            ? cipher.flatMap(one -> findShownSecret(keyId, one))
            : Optional.of(secret),
        completed);
  }

  private Optional<String> findShownSecret(String keyId, SecretCipher cipher) {
    return database
        .with(handle -> ShownSecretStore.find(handle, keyId, cipher.tokenHash()))
        .flatMap(encrypted -> cipher.decrypt(keyId, encrypted));
  }

  /** The key of a change that was not replayed, as the key is now. */
  private IssuedKey issued(KeyChange change) {
    return new IssuedKey(requireExisting(change.keyId()), change.secret().orElseThrow());
  }

  /** Deletes the encrypted secret of a key, whose user has stored the secret. */
  public void deleteShownSecret(String keyId) {
    database.use(handle -> ShownSecretStore.delete(handle, keyId));
  }

  /**
   * Ends the grace periods of a key's old secrets, and returns when every node rejects them.
   * Rejected with NOT_FOUND or API_KEY_NOT_ACTIVE.
   */
  @CheckReturnValue
  public Result<Completed> endGracePeriods(Caller caller, String id) {
    return awaitNodes(
        id,
        engine.run(new EndGracePeriod(repositories, caller, id, decoyOf(id), Optional.empty())));
  }

  /** ID of the account that this key sees if it is a canary; it never changes. */
  private Optional<String> decoyOf(String keyId) {
    return find(keyId).flatMap(ApiKey::decoy);
  }

  @CheckReturnValue
  private Result<Completed> awaitNodes(String id, Result<Completed> outcome) {
    return outcome.map(completed -> {
      journal.run();
      barrier.await(id);
      return completed;
    });
  }

  /**
   * Revokes a key permanently, and returns when every node rejects it. A key that was revoked
   * before keeps its first receipt. Rejected with NOT_FOUND.
   */
  @CheckReturnValue
  public Result<RevokedKey> revoke(Caller caller, String id) {
    return find(id)
        .filter(key -> key.seenBy(caller.head()).isPresent())
        .map(key -> engine.run(new RevokeKey(repositories, caller, key, Optional.empty())))
        .orElseGet(ApiKeyService::notFound)
        .map(completed -> {
          journal.run();
          ApiKey key = requireExisting(id);
          return new RevokedKey(key, barrier.receipt(key), completed.replayed());
        });
  }

  /** Revokes a key of any account as the operator. */
  @CheckReturnValue
  public Result<RevokedKey> revoke(String id) {
    return find(id)
        .map(key -> revoke(Caller.operator(key.head()), id))
        .orElseGet(ApiKeyService::notFound);
  }

  /**
   * Revokes a leaked key, and sends its owner a mail. It returns before every node rejects the key.
   * A key that was revoked before does not change.
   */
  @CheckReturnValue
  public Result<Completed> revokeLeaked(ApiKey key, Leak leak, Actor actor) {
    Caller caller = new Caller.Internal(key.head(), actor);
    return engine
        .run(new RevokeKey(repositories, caller, key, Optional.of(leak)))
        .map(completed -> {
          journal.run();
          return completed;
        });
  }

  /**
   * Records the first use of a key's secret, and returns when every node knows when older ones end.
   * If it is rejected, the request must not be accepted: an older secret could still roll the key,
   * as if the newest had never arrived.
   */
  @CheckReturnValue
  public Result<Completed> recordFirstUse(ApiKey key, long generation) {
    return awaitNodes(key.id(), engine.run(new RecordFirstUse(repositories, key, generation)));
  }

  /** The key with this ID, of any account. */
  public Optional<ApiKey> find(String id) {
    return database.with(handle -> store.byIds(handle, List.of(id))).stream().findFirst();
  }

  /**
   * The key with this ID, as this account and environment sees it.
   *
   * @throws ApiException NOT_FOUND
   */
  public ApiKey require(HeadId head, String id) {
    return find(id)
        .flatMap(key -> key.seenBy(head))
        .orElseThrow(() -> ApiRequest.notFound("API key").exception());
  }

  private ApiKey requireExisting(String id) {
    return find(id).orElseThrow(() -> new IllegalStateException("no key " + id));
  }

  @CheckReturnValue
  private static <T> Result<T> notFound() {
    return Result.rejected(ApiRequest.notFound("API key"));
  }

  /** A page of the account's keys for users. */
  public KeySearch.Result search(KeySearch search) {
    return database.inSnapshot(handle -> store.search(handle, search));
  }

  /** The key with this name, ID, masked form or end of its secret; active keys come first. */
  public Optional<ApiKey> search(HeadId head, String text) {
    return search(
            new KeySearch(
                head,
                KeySearch.Match.WHOLE,
                Optional.of(text),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                now()))
        .keys()
        .stream()
        .findFirst();
  }

  /** A page of the account's keys for the API. */
  CountedPage<ApiKey> list(KeyFilter filter, PageQuery query) {
    CountedPage<ApiKey> found = database.inSnapshot(handle -> store.list(handle, filter, query));
    List<ApiKey> seen =
        found.page().items().stream().flatMap(key -> key.seenBy(filter.head()).stream()).toList();
    return new CountedPage<>(new Page<>(seen, found.page().next()), found.total());
  }

  /** Whether an account has a key in this environment, in any status. */
  public boolean hasAny(HeadId head) {
    return database.with(handle -> KeyStore.hasAny(handle, head));
  }

  /** The names of those of these keys that belong to the account and environment, by ID. */
  public Map<String, String> names(HeadId head, Collection<String> ids) {
    return ids.isEmpty() ? Map.of() : database.with(handle -> KeyStore.names(handle, head, ids));
  }

  /** The keys with their use, in the same order. */
  public List<KeyDetails> details(List<ApiKey> keys, Instant now) {
    List<String> ids = keys.stream().map(ApiKey::id).toList();
    return database.with(handle -> {
      Map<String, LastUse> uses = KeyUseStore.last(handle, ids);
      Map<String, List<RetiredSecret>> oldSecrets =
          retiredSecrets.valid(handle, ids, now).stream()
              .collect(Collectors.groupingBy(RetiredSecret::keyId));
      Map<String, LeastPrivilege> leastPrivilege = advice.of(handle, keys, now);
      return keys.stream()
          .map(key ->
              new KeyDetails(
                  key,
                  Optional.ofNullable(uses.get(key.id())),
                  oldSecrets.getOrDefault(key.id(), List.of()),
                  Optional.ofNullable(leastPrivilege.get(key.id()))))
          .toList();
    });
  }

  /** The receipt of a revoked key, once every node rejects the key. */
  public Optional<RevocationReceipt> receipt(ApiKey key) {
    return Optional.of(key).filter(ApiKey::isRevoked).map(barrier::receipt);
  }

  /** How far the clients of a key have moved to its newest secret. */
  public Rotation rotation(ApiKey key) {
    Instant now = now();
    return database.with(handle ->
        new Rotation(
            key,
            retiredSecrets.valid(handle, List.of(key.id()), now),
            KeyUseStore.since(handle, key.id(), now.minus(Rotation.WINDOW)),
            now));
  }

  /**
   * Confirms all keys that are suspended after a restore, or the one with this ID; returns how many
   * there were.
   */
  public int resume(Optional<String> id) {
    return changeSuspension(handle -> suspension.resume(handle, id));
  }

  /** Suspends all keys after a restore, until {@link #resume}; returns how many there were. */
  public int suspendAll() {
    return changeSuspension(suspension::suspendAll);
  }

  private int changeSuspension(Function<Handle, List<String>> change) {
    return database.inTransaction(handle -> {
      List<String> ids = change.apply(handle);
      Writes.send(handle, writes -> RevocationStore.append(writes, ids));
      return ids.size();
    });
  }

  /** The number of keys that are suspended. */
  public long suspended() {
    return database.with(KeySuspensionStore::count);
  }

  /** The maintenance of all keys. */
  public KeyMaintenance maintenance() {
    return new KeyMaintenance(database, engine, store, repositories);
  }

  /** The database's time, which decides whether a key has expired. */
  public Instant now() {
    return database.with(DatabaseClock::read);
  }
}
