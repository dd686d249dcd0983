package com.remitflex.testing;

import com.remitflex.core.engine.Caller;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.IdempotencyKey;
import com.remitflex.platform.access.Principal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;

/** Callers of commands that come by no HTTP request. */
public final class Callers {
  /** Where the requests of tests come from. */
  public static final Client CLIENT = new Client("192.0.2.1", Optional.empty(), "req_test");

  private Callers() {}

  /** A caller without an idempotency key. */
  public static Caller of(Principal principal) {
    return new Caller.ApiKey(principal, CLIENT, Optional.empty(), hash(""));
  }

  /** A caller with an Idempotency-Key header; equal requests have equal texts. */
  public static Caller of(Principal principal, String header, String request) {
    return new Caller.ApiKey(
        principal,
        CLIENT,
        Optional.of(IdempotencyKey.find(header).orElseGet(() -> new IdempotencyKey(header))),
        hash(request));
  }

  private static byte[] hash(String request) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
