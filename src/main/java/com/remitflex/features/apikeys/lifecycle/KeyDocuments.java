package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.platform.json.Json;
import java.time.Instant;

/** The API's objects of keys as JSON text, for a surface that prints them as they are. */
public final class KeyDocuments {
  private KeyDocuments() {}

  /** A key with its use, as `GET /v1/api-keys` lists it. */
  public static String key(KeyDetails details, Instant now) {
    return Json.text(KeyJson.object(details, now));
  }

  /** A key with its new secret, as `POST /v1/api-keys` returns it. */
  public static String issued(ApiKey key, String secret) {
    return Json.text(KeyJson.object(key, key.createdAt()).put("key", secret));
  }

  /** A revoked key with its receipt. */
  public static String revoked(ApiKeyService.RevokedKey revoked) {
    Instant effectiveAt = revoked.receipt().effectiveAt();
    return Json.text(
        KeyJson.putReceipt(KeyJson.object(revoked.key(), effectiveAt), revoked.receipt()));
  }

  /** A rotation, as `GET /v1/api-keys/{id}/rotation` returns it. */
  public static String rotation(Rotation rotation) {
    return Json.text(KeyJson.rotation(rotation));
  }
}
