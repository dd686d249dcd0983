package com.remitflex.features.webhooks.endpoints;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.IdPrefix;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Creates, finds and changes the webhook endpoints of accounts. */
public final class WebhookService {
  /** How long deliveries are signed with both secrets, unless a rotation says otherwise. */
  public static final Duration DEFAULT_OVERLAP = Duration.ofDays(1);

  public static final Duration MAX_OVERLAP = Duration.ofDays(7);

  private final Database database;
  private final Engine engine;
  private final AuditTrail audit;
  private final EndpointCipher cipher;
  private final UrlRules urls;

  public WebhookService(
      Database database, Engine engine, AuditTrail audit, EndpointCipher cipher, UrlRules urls) {
    this.database = database;
    this.engine = engine;
    this.audit = audit;
    this.cipher = cipher;
    this.urls = urls;
  }

  /** Lists endpoints by their creation. */
  public CountedPage<WebhookEndpoint> list(HeadId head, PageQuery query) {
    return EndpointStore.page(database, head, query);
  }

  /** All endpoints of an account, oldest first. */
  public List<WebhookEndpoint> all(HeadId head) {
    return database.with(handle -> EndpointStore.ofAccount(handle, head));
  }

  /** An endpoint of this account and environment. */
  public Optional<WebhookEndpoint> find(HeadId head, String id) {
    return find(id).filter(endpoint -> endpoint.head().equals(head));
  }

  /** An endpoint of any account, for the operator. */
  public Optional<WebhookEndpoint> find(String id) {
    return IdPrefix.WEBHOOK_ENDPOINT.matches(id)
        ? Optional.ofNullable(
            database.with(handle -> EndpointStore.byIds(handle, Set.of(id))).get(id))
        : Optional.empty();
  }

  /** The key that verifies the signatures of an endpoint. */
  public Optional<byte[]> publicKey(String id) {
    return find(id).map(WebhookEndpoint::publicKey);
  }

  /** Creates an endpoint; VALIDATION_ERROR (url) if events must not be sent there. */
  @CheckReturnValue
  public Result<Completed> create(Caller caller, EndpointChange created) {
    return checked(caller.head(), created)
        .flatMap(valid -> engine.run(new CreateEndpoint(caller, audit, cipher, valid)));
  }

  /** Changes an endpoint; NOT_FOUND, or as for {@link #create}. */
  @CheckReturnValue
  public Result<Completed> change(Caller caller, String id, EndpointChange change) {
    return checked(caller.head(), change)
        .flatMap(valid -> engine.run(new ChangeEndpoint(caller, audit, cipher, id, valid)));
  }

  private Result<EndpointChange> checked(HeadId head, EndpointChange change) {
    return change.url().isEmpty()
        ? Result.ok(change)
        : urls.check(head, change.url().get()).map(url -> change);
  }

  /** Deletes an endpoint; NOT_FOUND. */
  @CheckReturnValue
  public Result<Completed> delete(Caller caller, String id) {
    return engine.run(new DeleteEndpoint(caller, audit, id));
  }

  /** Gives an endpoint a new secret; NOT_FOUND. */
  @CheckReturnValue
  public Result<Completed> rotateSecret(Caller caller, String id, Duration overlap) {
    return engine.run(new RotateSecret(caller, audit, cipher, id, overlap));
  }

  /** Shows the secrets of an endpoint, and records it in the audit log; NOT_FOUND. */
  @CheckReturnValue
  public Result<Completed> revealSecret(Caller caller, String id) {
    return engine.run(new RevealSecret(caller, audit, cipher, id));
  }

  /** Emits a test event for an endpoint; NOT_FOUND, or VALIDATION_ERROR if it is disabled. */
  @CheckReturnValue
  public Result<Completed> sendTest(Caller caller, String id) {
    return engine.run(new SendTest(caller, audit, id));
  }

  /**
   * Signs and encrypts again everything that is under an older pepper; returns the number of rows.
   */
  public int reencrypt() {
    int written = 0;
    int last;
    do {
      // A row that a node wrote before it switched is found by the next run.
      last = database.inTransaction(handle -> EndpointStore.signAgain(handle, cipher));
      written += last;
    } while (last > 0);
    return written;
  }

  /** Disables an endpoint on behalf of the platform. */
  @CheckReturnValue
  public Result<Completed> disable(WebhookEndpoint endpoint, DisabledReason reason) {
    return engine.run(new DisableEndpoint(endpoint.head(), audit, endpoint.id(), reason));
  }
}
