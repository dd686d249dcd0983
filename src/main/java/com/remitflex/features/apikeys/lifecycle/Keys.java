package com.remitflex.features.apikeys.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyFilter;
import com.remitflex.features.apikeys.KeySearch;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.features.apikeys.LeastPrivilege;
import com.remitflex.features.apikeys.RetiredSecret;
import com.remitflex.features.apikeys.RetiredSecretStore;
import com.remitflex.features.apikeys.RevocationReceipt;
import com.remitflex.features.apikeys.ScopeAdvice;
import com.remitflex.features.apikeys.authentication.FirstUse;
import com.remitflex.features.apikeys.authentication.KeyUseStore;
import com.remitflex.features.apikeys.authentication.RevocationBarrier;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.ApiRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of API keys: create, list, roll, revoke. */
public final class Keys implements FirstUse {
  private static final Logger LOG = LoggerFactory.getLogger(Keys.class);

  private final Database database;
  private final Engine engine;
  private final KeyStore store;
  private final ScopeAdvice advice;
  private final RetiredSecretStore retired;
  private final RevocationBarrier lowering;
  private final KeyRepositories books;

  /** The keys for a command or a test, which send no mail. */
  public Keys(
      Database database, Engine engine, KeyStore store, AuditTrail audit, ScopeAdvice advice) {
    this(database, engine, store, audit, advice, "");
  }

  /**
   * The keys of a server.
   *
   * @param publicUrl base of the links in mails
   */
  public Keys(
      Database database,
      Engine engine,
      KeyStore store,
      AuditTrail audit,
      ScopeAdvice advice,
      String publicUrl) {
    this.database = database;
    this.advice = advice;
    this.engine = engine;
    this.store = store;
    this.retired = new RetiredSecretStore(store.hasher());
    this.lowering = new RevocationBarrier(database);
    this.books = new KeyRepositories(store, audit, publicUrl);
  }

  /** A key with a new secret; the only time that the secret exists outside its user's hands. */
  public record Created(ApiKey key, String secret) {}

  /** A revoked key, and how that took effect. */
  public record Revoked(ApiKey key, RevocationReceipt receipt) {}

  /**
   * Creates a key.
   *
   * @throws ApiException VALIDATION_ERROR (name, expires_at), NOT_FOUND (account), KYB_REQUIRED
   */
  public Created create(Caller caller, NewKey asked) {
    CreateKey command = new CreateKey(books, caller, asked);
    done(engine.run(command));
    return new Created(require(command.keyId), command.secret());
  }

  /** Creates a key that neither expires nor has limits, as the operator. */
  public Created create(HeadId head, Scope scope, String name) {
    return create(Caller.operator(head), NewKey.of(scope, name));
  }

  /**
   * Creates a key for a form; a repetition gets the first outcome, without the secret: {@link
   * #findShown} has it for some minutes.
   *
   * @param seal encrypts the secret, which is kept so in the transaction of the key itself
   */
  @CheckReturnValue
  public Result<Completed> create(Caller caller, NewKey asked, SecretSeal seal) {
    return engine.run(new CreateKey(books, caller, asked, Optional.of(seal)));
  }

  /** As {@link #create}, for a request, which may be a repetition. */
  @CheckReturnValue
  Result<Completed> createAnswer(Caller caller, NewKey asked) {
    return engine.run(new CreateKey(books, caller, asked));
  }

  /**
   * Gives a key a new secret; answers when every node knows when the old one ends.
   *
   * @throws ApiException NOT_FOUND, VALIDATION_ERROR
   */
  public Created roll(Caller caller, String id, RollRequest asked) {
    RollKey command = new RollKey(books, caller, id, asked);
    done(engine.run(command));
    ApiKey key = require(id);
    lowering.await(key);
    return new Created(key, command.secret());
  }

  /** Rolls a key for a form, as {@link #create(Caller, NewKey, SecretSeal)} creates one. */
  @CheckReturnValue
  public Result<Completed> roll(Caller caller, String id, RollRequest asked, SecretSeal seal) {
    return awaited(engine.run(new RollKey(books, caller, id, asked, Optional.of(seal))), id);
  }

  /** As {@link #roll}, for a request, which may be a repetition. */
  @CheckReturnValue
  Result<Completed> rollAnswer(Caller caller, String id, RollRequest asked) {
    return awaited(engine.run(new RollKey(books, caller, id, asked)), id);
  }

  @CheckReturnValue
  private Result<Completed> awaited(Result<Completed> outcome, String id) {
    if (outcome instanceof Result.Ok) {
      lowering.await(require(id));
    }
    return outcome;
  }

  /**
   * Ends the old secrets of a key; answers when every node refuses them.
   *
   * @throws ApiException NOT_FOUND
   */
  @CheckReturnValue
  public Result<Completed> endGrace(Caller caller, String id) {
    return awaited(engine.run(new EndGracePeriod(books, caller, id, Optional.empty())), id);
  }

  /**
   * The encrypted secret that a form has made of this key, for five minutes and until it is stored,
   * rolled or revoked.
   *
   * @param tokenHash of the form's token
   */
  public Optional<byte[]> findShown(String keyId, byte[] tokenHash) {
    return database.with(handle -> ShownSecretStore.find(handle, keyId, tokenHash));
  }

  /** Deletes the encrypted secret of a key: its user has stored it. */
  public void forgetShown(String keyId) {
    database.use(handle -> ShownSecretStore.remove(handle, keyId));
  }

  /**
   * Revokes a key for good; answers when every node refuses it. A key that was revoked before has
   * its first receipt.
   *
   * @throws ApiException NOT_FOUND
   */
  public Revoked revoke(String id) {
    ApiKey key = find(id).orElseThrow(() -> ApiRequest.notFound("API key").exception());
    done(revoke(Caller.operator(key.head()), id));
    return revoked(id);
  }

  /** Revokes a key of the account that asks. */
  @CheckReturnValue
  public Result<Completed> revoke(Caller caller, String id) {
    return find(id)
        .filter(key -> key.seenBy(caller.head()).isPresent())
        .map(key -> engine.run(new RevokeKey(books, caller, key, Optional.empty())))
        .orElseGet(() -> Result.rejected(ApiRequest.notFound("API key")));
  }

  /**
   * Revokes a key that was found where it should not be, and tells its owner. It answers before
   * every node refuses the key; a key that was revoked before stays as it was.
   */
  public void revokeLeaked(ApiKey key, Leak leak, Actor actor) {
    Caller caller = new Caller.Internal(key.head(), actor);
    done(engine.run(new RevokeKey(books, caller, key, Optional.of(leak))));
  }

  /** A revoked key with its receipt, once every node refuses it. */
  public Revoked revoked(String id) {
    ApiKey key = require(id);
    return new Revoked(key, lowering.receipt(key));
  }

  /**
   * A request whose first use cannot be recorded is not accepted: otherwise an older secret could
   * still roll the key, as if the newest had never arrived.
   */
  @Override
  public void of(ApiKey key, long generation) {
    done(engine.run(new RecordFirstUse(books, key, generation)));
  }

  /** Ends what nobody uses any more, and warns of what expires; answers how many that was. */
  int care(List<Integer> warningDays) {
    Instant now = now();
    int done = 0;
    for (RetiredSecretStore.SecretId quiet : database.with(handle -> retired.quiet(handle, now))) {
      Optional<ApiKey> key = find(quiet.keyId());
      if (key.isPresent()) {
        Caller platform = Caller.platform(key.get().head());
        done +=
            cared(
                new EndGracePeriod(
                    books, platform, quiet.keyId(), Optional.of(quiet.generation())));
      }
    }
    for (int days : warningDays) {
      Instant by = now.plus(Duration.ofDays(days));
      for (ApiKey key : database.with(handle -> store.expiring(handle, now, by, days))) {
        done += cared(new WarnOfExpiry(books, key, days));
      }
    }
    database.use(ShownSecretStore::removeOld);
    database.with(handle -> KeyUseStore.forget(handle, now.minus(Duration.ofDays(8))));
    return done;
  }

  /** 1 when it was done; a rejected command comes again with the next pass. */
  private int cared(KeyCommand command) {
    return switch (engine.run(command)) {
      case Result.Ok<Completed> _ -> 1;
      case Result.Rejected<Completed> rejected -> {
        LOG.warn("maintenance of a key is done later: {}", rejected.error().message());
        yield 0;
      }
    };
  }

  public Optional<ApiKey> find(String id) {
    return database.with(handle -> store.byIds(handle, List.of(id))).stream().findFirst();
  }

  /** The key with this id, of this account and environment. */
  public ApiKey require(HeadId head, String id) {
    return find(id)
        .flatMap(key -> key.seenBy(head))
        .orElseThrow(() -> ApiRequest.notFound("API key").exception());
  }

  private ApiKey require(String id) {
    return find(id).orElseThrow(() -> new IllegalStateException("no key " + id));
  }

  /** A page of the account's own keys for people, and how many the search finds in all. */
  public KeyStore.Found page(KeySearch search) {
    return database.inSnapshot(handle -> store.page(handle, search));
  }

  /** The key with this name, ID or masked form, or whose secret ends so; an active one first. */
  public Optional<ApiKey> search(HeadId head, String text) {
    return page(
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

  /** Whether an account has a key in this environment, in whatever state. */
  public boolean hasAny(HeadId head) {
    return database.with(handle -> KeyStore.hasAny(handle, head));
  }

  /** The names of those of these keys that are of the account and environment, by their IDs. */
  public Map<String, String> names(HeadId head, Collection<String> ids) {
    return ids.isEmpty() ? Map.of() : database.with(handle -> KeyStore.names(handle, head, ids));
  }

  /** The keys as objects of the API, with their last use and the old secrets that still work. */
  public List<ObjectNode> views(List<ApiKey> page, Instant now) {
    List<String> ids = page.stream().map(ApiKey::id).toList();
    Map<String, KeyUseStore.LastUse> uses = database.with(handle -> KeyUseStore.last(handle, ids));
    List<RetiredSecret> living = living(ids, now);
    Map<String, LeastPrivilege> less = database.with(handle -> advice.of(handle, page, now));
    return page.stream()
        .map(key -> {
          ObjectNode node = view(key, now, uses, living);
          Optional.ofNullable(less.get(key.id())).ifPresent(one -> one.writeTo(node));
          return node;
        })
        .toList();
  }

  private static ObjectNode view(
      ApiKey key, Instant now, Map<String, KeyUseStore.LastUse> uses, List<RetiredSecret> living) {
    ObjectNode node = KeyJson.object(key, now);
    Optional.ofNullable(uses.get(key.id())).ifPresent(use -> KeyJson.lastUse(node, use));
    KeyJson.oldSecrets(
        node, living.stream().filter(secret -> secret.keyId().equals(key.id())).toList());
    return node;
  }

  KeyStore.Page page(KeyFilter filter) {
    KeyStore.Page page = database.inSnapshot(handle -> store.page(handle, filter));
    return new KeyStore.Page(
        page.keys().stream().flatMap(key -> key.seenBy(filter.head()).stream()).toList(),
        page.total());
  }

  /** The old secrets of these keys that still work. */
  public List<RetiredSecret> living(List<String> ids, Instant now) {
    return database.with(handle -> retired.living(handle, ids, now));
  }

  public Rotation rotation(ApiKey key) {
    Instant now = now();
    return database.with(handle ->
        new Rotation(
            key,
            retired.living(handle, List.of(key.id()), now),
            KeyUseStore.since(handle, key.id(), now.minus(Rotation.WINDOW)),
            now));
  }

  /** The database's time, by which keys expire. */
  public Instant now() {
    return database.with(DatabaseClock::read);
  }

  private static void done(Result<Completed> outcome) {
    if (outcome instanceof Result.Rejected<Completed> rejected) {
      throw rejected.error().exception();
    }
  }
}
