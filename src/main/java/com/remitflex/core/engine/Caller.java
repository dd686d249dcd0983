package com.remitflex.core.engine;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.idempotency.IdempotencyRecord;
import com.remitflex.platform.access.AuthenticatedRequest;
import com.remitflex.platform.access.IdempotencyKey;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.IdPrefix;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;

/**
 * Who sent a command, and under which name.
 *
 * @param requestHash SHA-256 of method, path and canonical body
 */
public record Caller(Principal principal, Optional<IdempotencyKey> key, byte[] requestHash) {

  /** The caller of a request with this canonical body. */
  public static Caller of(AuthenticatedRequest call, String canonicalBody) {
    return new Caller(call.principal(), call.idempotencyKey(), hash(call, canonicalBody));
  }

  /**
   * A person who is signed in: what they may do was asked before, and there is no key to look at.
   */
  public static Caller person(HeadId head, String userId) {
    return new Caller(
        Principal.of(userId, head.accountId(), head.environment(), Scope.WRITE),
        Optional.empty(),
        new byte[0]);
  }

  /**
   * As {@link #person(HeadId, String)}, for a form that acts once.
   *
   * @param key stands for the form: a repetition under it gets the first outcome
   * @param requestHash of what the form holds and where it was sent
   */
  public static Caller person(HeadId head, String userId, IdempotencyKey key, byte[] requestHash) {
    return new Caller(
        Principal.of(userId, head.accountId(), head.environment(), Scope.WRITE),
        Optional.of(key),
        requestHash);
  }

  boolean isPerson() {
    return IdPrefix.USER.matches(principal.keyId());
  }

  private static byte[] hash(AuthenticatedRequest call, String canonicalBody) {
    String request = call.method() + " " + call.path() + "\n" + canonicalBody;
    try {
      return MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public HeadId head() {
    return new HeadId(principal.accountId(), principal.environment());
  }

  Optional<IdempotencyRecord.Key> rememberedAs() {
    return key.map(k -> IdempotencyRecord.Key.of(head(), k));
  }

  /** Under which names its effect may be known: this release's first. */
  List<IdempotencyRecord.Key> namesBefore() {
    return key.map(k -> IdempotencyRecord.Key.all(head(), k)).orElse(List.of());
  }
}
