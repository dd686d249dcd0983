package com.remitflex.features.apikeys;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The newest secrets of a key, of which none was used: those after one generation, up to another.
 *
 * @param generation the key's newest secret
 * @param used the newest secret that was used
 */
public record UnusedSecrets(String keyId, long generation, long used) {

  /** Whether this says something about the key as it is now, not about one before a later roll. */
  public boolean isOf(ApiKey key) {
    return keyId.equals(key.id()) && generation == key.generation();
  }

  /** The newest secret of a key that was used, as far as is known: without a word, the newest. */
  public static long used(ApiKey key, Optional<UnusedSecrets> known) {
    return known.filter(one -> one.isOf(key)).map(UnusedSecrets::used).orElse(key.generation());
  }

  /** What its row is sealed over. */
  List<byte[]> sealed() {
    return List.of(
        bytes("unused secret"),
        bytes(keyId),
        bytes(Long.toString(generation)),
        bytes(Long.toString(used)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
