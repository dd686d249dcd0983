package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.RetiredSecret;
import com.remitflex.features.apikeys.authentication.SecretUse;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far the clients of a key have moved to its newest secret.
 *
 * @param oldSecrets the old secrets that are still valid
 * @param uses of the key's secrets within {@link #WINDOW}
 */
public record Rotation(
    ApiKey key, List<RetiredSecret> oldSecrets, List<SecretUse> uses, Instant now) {
  /** The time before now whose requests are counted. */
  public static final Duration WINDOW = Duration.ofHours(24);

  private static final Duration INACTIVE = Duration.ofHours(1);
  private static final int MAX_CLIENTS = 100;

  /** Requests with a secret after a roll replaced it. */
  public long oldRequests() {
    return uses.stream().filter(SecretUse::retired).mapToLong(SecretUse::requests).sum();
  }

  /** Requests with the newest secret. */
  public long newRequests() {
    return uses.stream().filter(this::isOfNewest).mapToLong(SecretUse::requests).sum();
  }

  /** The part of the requests that used an old secret, from 0 to 1, rounded up to 4 digits. */
  public BigDecimal oldShare() {
    long all = oldRequests() + newRequests();
    return all == 0
        ? BigDecimal.ZERO
        : BigDecimal.valueOf(oldRequests()).divide(BigDecimal.valueOf(all), 4, RoundingMode.UP);
  }

  /** Whether the old secrets can end: the newest is in use, and no old one was for an hour. */
  public boolean isReady() {
    return oldSecrets.isEmpty()
        || (uses.stream().anyMatch(this::isOfNewest)
            && oldSecrets.stream().allMatch(this::isInactive));
  }

  private boolean isOfNewest(SecretUse use) {
    return !use.retired() && use.generation() == key.generation();
  }

  private boolean isInactive(RetiredSecret secret) {
    return lastSeen(secret).filter(at -> at.isAfter(now.minus(INACTIVE))).isEmpty();
  }

  /** When an old secret was last used. */
  public Optional<Instant> lastSeen(RetiredSecret secret) {
    return usesOf(secret).map(SecretUse::lastAt).max(Comparator.naturalOrder());
  }

  /** The clients that used an old secret, the busiest first, at most 100. */
  public List<SecretUse> clients(RetiredSecret secret) {
    return usesOf(secret).limit(MAX_CLIENTS).toList();
  }

  private Stream<SecretUse> usesOf(RetiredSecret secret) {
    return uses.stream().filter(use -> use.retired() && use.generation() == secret.generation());
  }
}
