package com.remitflex.core.engine;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.idempotency.IdempotencyRecord;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.access.AuthenticatedRequest;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.IdempotencyKey;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.access.SimulatedDelivery;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/** Who sends a command: an API key, a member, the operator or the platform. */
public sealed interface Caller {
  /**
   * An API key that sent a request; a {@link CallerGuard} decides whether it may still act.
   *
   * @param requestHash SHA-256 of method, path and canonical body
   */
  record ApiKey(
      Principal principal,
      Client client,
      Optional<IdempotencyKey> idempotencyKey,
      byte[] requestHash,
      SimulatedDelivery simulatedDelivery)
      implements Caller {
    /** A key whose events are delivered as usual. */
    public ApiKey(
        Principal principal,
        Client client,
        Optional<IdempotencyKey> idempotencyKey,
        byte[] requestHash) {
      this(principal, client, idempotencyKey, requestHash, SimulatedDelivery.NONE);
    }

    @Override
    public HeadId head() {
      return HeadId.of(principal);
    }

    @Override
    public Actor actor() {
      return Actor.apiKey(principal.keyId(), client);
    }
  }

  /**
   * A member who sent a form of the Dashboard, which has checked the member's permissions.
   *
   * @param idempotencyKey identifies the form, so that it takes effect once
   * @param requestHash SHA-256 of the form's address and fields
   */
  record Member(
      HeadId head,
      String userId,
      Client client,
      Optional<IdempotencyKey> idempotencyKey,
      byte[] requestHash)
      implements Caller {
    @Override
    public Actor actor() {
      return Actor.user(userId, client);
    }
  }

  /** The operator or the platform, which sends no request that could be repeated. */
  record Internal(HeadId head, Actor actor) implements Caller {
    @Override
    public Optional<IdempotencyKey> idempotencyKey() {
      return Optional.empty();
    }

    @Override
    public byte[] requestHash() {
      return new byte[0];
    }
  }

  /** The API key that sent this request. */
  static Caller of(AuthenticatedRequest request, String canonicalBody) {
    return new ApiKey(
        request.principal(),
        request.client(),
        request.idempotencyKey(),
        hash(request, canonicalBody),
        request.simulatedDelivery());
  }

  static Caller operator(HeadId head) {
    return new Internal(head, Actor.operator());
  }

  /** An operator who is signed in to the operator console. */
  static Caller operator(HeadId head, Actor operator) {
    return new Internal(head, operator);
  }

  static Caller platform(HeadId head) {
    return new Internal(head, Actor.platform());
  }

  /** The account and environment in which the caller acts. */
  HeadId head();

  /** The caller as the audit log names it. */
  Actor actor();

  Optional<IdempotencyKey> idempotencyKey();

  byte[] requestHash();

  /** How the events of its command are to reach webhook endpoints. */
  default SimulatedDelivery simulatedDelivery() {
    return SimulatedDelivery.NONE;
  }

  /** The key under which the result of this request is stored. */
  default Optional<IdempotencyRecord.Key> recordKey() {
    return idempotencyKey().map(key -> IdempotencyRecord.Key.of(head(), key));
  }

  /** The keys under which an earlier result may be stored; that of this release is the first. */
  default List<IdempotencyRecord.Key> recordKeys() {
    return idempotencyKey().map(key -> IdempotencyRecord.Key.all(head(), key)).orElse(List.of());
  }

  private static byte[] hash(AuthenticatedRequest request, String canonicalBody) {
    String text = request.method() + " " + request.path() + "\n" + canonicalBody;
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
