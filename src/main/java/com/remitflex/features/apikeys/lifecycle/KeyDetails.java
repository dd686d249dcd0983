package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.LeastPrivilege;
import com.remitflex.features.apikeys.RetiredSecret;
import com.remitflex.features.apikeys.authentication.LastUse;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A key with what is known of its use.
 *
 * @param oldSecrets the replaced secrets that are still valid
 * @param leastPrivilege the lower scope that would be enough, if there is one
 */
public record KeyDetails(
    ApiKey key,
    Optional<LastUse> lastUse,
    List<RetiredSecret> oldSecrets,
    Optional<LeastPrivilege> leastPrivilege) {
  public KeyDetails {
    oldSecrets = List.copyOf(oldSecrets);
  }

  /** When the key expires or a grace period ends, whichever is first. */
  Instant changesAt() {
    return Stream.concat(
            key.expiresAt().stream(), oldSecrets.stream().flatMap(one -> one.endsAt().stream()))
        .min(Comparator.naturalOrder())
        .orElse(Instant.MAX);
  }
}
