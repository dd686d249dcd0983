package com.remitflex.features.webhooks.endpoints;

import com.remitflex.features.webhooks.signing.Ed25519;
import com.remitflex.features.webhooks.signing.SigningKeys;
import com.remitflex.features.webhooks.signing.WebhookSecret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is secret of an endpoint; stored encrypted.
 *
 * @param current the newest secret
 * @param previous the one before, while a rotation is in progress
 * @param seed the private Ed25519 key
 * @param headers its own headers
 */
record EndpointSecrets(
    String current, Optional<String> previous, byte[] seed, Map<String, String> headers) {
  /** The secrets of a new endpoint. */
  static EndpointSecrets create(Map<String, String> headers) {
    return new EndpointSecrets(WebhookSecret.next(), Optional.empty(), Ed25519.newSeed(), headers);
  }

  EndpointSecrets rotated(String next) {
    return new EndpointSecrets(next, Optional.of(current), seed, headers);
  }

  EndpointSecrets withHeaders(Map<String, String> others) {
    return new EndpointSecrets(current, previous, seed, others);
  }

  /**
   * The keys to sign with.
   *
   * @param overlap whether the previous secret still signs too
   */
  SigningKeys keys(boolean overlap) {
    List<String> secrets = new ArrayList<>(List.of(current));
    previous.filter(secret -> overlap).ifPresent(secrets::add);
    return new SigningKeys(secrets, seed);
  }

  /** One line each: the secrets, the seed, then the headers; no value contains a line break. */
  byte[] toBytes() {
    List<String> lines = new ArrayList<>();
    lines.add(current);
    lines.add(previous.orElse(""));
    lines.add(Base64.getEncoder().encodeToString(seed));
    headers.forEach((name, value) -> lines.add(name + ":" + value));
    return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
  }

  static EndpointSecrets of(byte[] bytes) {
    String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 3; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      headers.put(lines[i].substring(0, colon), lines[i].substring(colon + 1));
    }
    return new EndpointSecrets(
        lines[0],
        Optional.of(lines[1]).filter(text -> !text.isEmpty()),
        Base64.getDecoder().decode(lines[2]),
        headers);
  }
}
