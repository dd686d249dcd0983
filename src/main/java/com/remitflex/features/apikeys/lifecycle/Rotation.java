package com.remitflex.features.apikeys.lifecycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.RetiredSecret;
import com.remitflex.features.apikeys.authentication.KeyUseStore.Usage;
import com.remitflex.platform.json.Json;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How far the users of a key have moved to its newest secret.
 *
 * @param living the old secrets that still work
 * @param uses of the key's secrets within {@link #WINDOW}
 */
public record Rotation(ApiKey key, List<RetiredSecret> living, List<Usage> uses, Instant now) {
  static final Duration WINDOW = Duration.ofHours(24);

  private static final int MOST_CLIENTS = 100;

  /** Requests with a secret after a roll had replaced it. */
  public long oldRequests() {
    return uses.stream().filter(Usage::retired).mapToLong(Usage::requests).sum();
  }

  /** Requests with the newest secret. */
  public long newRequests() {
    return uses.stream()
        .filter(use -> !use.retired() && use.generation() == key.generation())
        .mapToLong(Usage::requests)
        .sum();
  }

  /** Nothing would be refused if the old secrets ended now, as far as the last hour tells. */
  public boolean isReady() {
    boolean newIsUsed =
        uses.stream().anyMatch(use -> !use.retired() && use.generation() == key.generation());
    boolean oldIsQuiet =
        living.stream()
            .allMatch(secret ->
                lastSeen(secret)
                    .filter(at -> at.isAfter(now.minus(Duration.ofHours(1))))
                    .isEmpty());
    return living.isEmpty() || (newIsUsed && oldIsQuiet);
  }

  private Optional<Instant> lastSeen(RetiredSecret secret) {
    return of(secret).stream().map(Usage::lastAt).max(Comparator.naturalOrder());
  }

  private List<Usage> of(RetiredSecret secret) {
    return uses.stream()
        .filter(use -> use.retired() && use.generation() == secret.generation())
        .toList();
  }

  /** The rotation object of the API. */
  public ObjectNode json() {
    ObjectNode node = Json.object();
    node.put("api_key_id", key.id());
    node.put("environment", key.environment().word());
    node.put("generation", key.generation());
    node.put("ready", isReady());
    node.put("window_hours", WINDOW.toHours());
    node.put("new_secret_requests", newRequests());
    node.put("old_secret_requests", oldRequests());
    node.put("old_secret_share", share());
    ArrayNode secrets = node.putArray("old_secrets");
    for (RetiredSecret secret : living) {
      ObjectNode one = KeyJson.oldSecret(secrets.addObject(), secret);
      lastSeen(secret).ifPresent(at -> one.put("last_seen_at", Json.time(at)));
      ArrayNode clients = one.putArray("clients");
      of(secret).stream().limit(MOST_CLIENTS).forEach(use -> client(clients.addObject(), use));
    }
    return node;
  }

  private BigDecimal share() {
    long all = oldRequests() + newRequests();
    return all == 0
        ? BigDecimal.ZERO
        : BigDecimal.valueOf(oldRequests()).divide(BigDecimal.valueOf(all), 4, RoundingMode.UP);
  }

  private static void client(ObjectNode node, Usage use) {
    node.put("ip", use.ip());
    node.put("user_agent", use.userAgent());
    node.put("requests", use.requests());
    node.put("last_seen_at", Json.time(use.lastAt()));
  }
}
