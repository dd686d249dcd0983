package com.remitflex.features.apikeys;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The secrets of a key that were never used: those that are newer than its newest used one.
 *
 * @param generation the key's newest secret
 * @param newestUsed the newest secret that was used
 */
public record UnusedSecrets(String keyId, long generation, long newestUsed) {

  /** Whether this is about the current generation of the key. */
  public boolean isOf(ApiKey key) {
    return keyId.equals(key.id()) && generation == key.generation();
  }

  /** The newest used secret of a key; without a current row, its newest secret. */
  public static long newestUsed(ApiKey key, Optional<UnusedSecrets> row) {
    return row.filter(one -> one.isOf(key)).map(UnusedSecrets::newestUsed).orElse(key.generation());
  }

  /** What the row MAC covers. */
  List<byte[]> macParts() {
    return List.of(
        bytes("unused secret"),
        bytes(keyId),
        bytes(Long.toString(generation)),
        bytes(Long.toString(newestUsed)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
