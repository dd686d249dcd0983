package com.remitflex.features.webhooks.endpoints;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.webhooks.signing.SigningKeys;
import com.remitflex.platform.secrets.ColumnCipher;
import com.remitflex.platform.secrets.KeyHasher;
import java.time.Instant;
import java.util.Map;

/** Encrypts the secrets of endpoints, and reads what a delivery needs of them. */
public final class EndpointCipher {
  private static final String PURPOSE = "webhook secrets v1";

  private final ColumnCipher cipher;

  public EndpointCipher(KeyHasher hasher) {
    this.cipher = new ColumnCipher(hasher, PURPOSE);
  }

  byte[] encrypt(HeadId head, String id, EndpointSecrets secrets) {
    return cipher.encrypt(row(head, id), secrets.toBytes());
  }

  EndpointSecrets decrypt(WebhookEndpoint endpoint) {
    return cipher
        .decrypt(row(endpoint.head(), endpoint.id()), endpoint.secrets())
        .map(EndpointSecrets::of)
        .orElseThrow(() ->
            new IllegalStateException("the secrets of " + endpoint.id() + " cannot be decrypted"));
  }

  /**
   * What deliveries to an endpoint are signed with at a time, and its own headers.
   *
   * @param keys with the previous secret, if its overlap has not ended
   */
  public record SendingSecrets(SigningKeys keys, Map<String, String> headers) {}

  /** The secrets that a delivery needs. */
  public SendingSecrets sending(WebhookEndpoint endpoint, Instant now) {
    EndpointSecrets secrets = decrypt(endpoint);
    return new SendingSecrets(
        secrets.keys(endpoint.overlapEndsAt().filter(now::isBefore).isPresent()),
        secrets.headers());
  }

  boolean isCurrent(WebhookEndpoint endpoint) {
    return cipher.isCurrent(row(endpoint.head(), endpoint.id()), endpoint.secrets());
  }

  byte[] reencrypted(WebhookEndpoint endpoint) {
    return encrypt(endpoint.head(), endpoint.id(), decrypt(endpoint));
  }

  private static String row(HeadId head, String id) {
    return head.accountId() + " " + head.environment().word() + " " + id;
  }
}
