package com.remitflex.features.apikeys.lifecycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.LeastPrivilege;
import com.remitflex.features.apikeys.RetiredSecret;
import com.remitflex.features.apikeys.authentication.LastUse;
import com.remitflex.features.apikeys.authentication.RevocationReceipt;
import com.remitflex.features.apikeys.authentication.SecretUse;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.money.Money;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The JSON of keys, of their events and of their audit entries. */
final class KeyJson {
  private KeyJson() {}

  /** The key object of the API, without any secret; absent fields are omitted. */
  static ObjectNode object(ApiKey key, Instant now) {
    ObjectNode node = Json.object();
    node.put("id", key.id());
    node.put("name", key.name());
    node.put("environment", key.environment().word());
    node.put("scope", key.scope().word());
    node.put("status", key.status(now));
    node.put("display", key.display());
    node.put("account_id", key.accountId());
    node.put("generation", key.generation());
    node.put("created_at", Json.time(key.createdAt()));
    key.revokedAt().ifPresent(at -> node.put("revoked_at", Json.time(at)));
    if (key.isCanary()) {
      node.put("canary", true);
    }
    return putLimits(node, key);
  }

  /** The key object with the use of the key. */
  static ObjectNode object(KeyDetails details, Instant now) {
    ObjectNode node = object(details.key(), now);
    details.lastUse().ifPresent(use -> putLastUse(node, use));
    putOldSecrets(node, details.oldSecrets());
    details.leastPrivilege().ifPresent(advice -> putLeastPrivilege(node, advice));
    return node;
  }

  private static ObjectNode putLimits(ObjectNode node, ApiKey key) {
    key.expiresAt().ifPresent(at -> node.put("expires_at", Json.time(at)));
    if (!key.limits().addresses().isEmpty()) {
      ArrayNode list = node.putArray("ip_allow_list");
      key.limits().addresses().forEach(range -> list.add(range.toString()));
    }
    key.limits()
        .requestsPerMinute()
        .ifPresent(requests -> node.put("rate_limit_per_minute", requests));
    if (key.limits().onMoney()) {
      ObjectNode limits = node.putObject("money_limits");
      key.limits()
          .perPayment()
          .ifPresent(money -> putMoney(limits.putObject("per_payment"), money));
      key.limits().perDay().ifPresent(money -> putMoney(limits.putObject("per_day"), money));
    }
    return node;
  }

  private static void putMoney(ObjectNode node, Money money) {
    node.put("amount", money.major());
    node.put("currency", money.currency().name());
  }

  private static void putLastUse(ObjectNode node, LastUse use) {
    ObjectNode last = node.putObject("last_used");
    last.put("at", Json.time(use.at()));
    last.put("ip", use.ip());
    last.put("method", use.method());
    last.put("route", use.route());
    last.put("request_id", use.requestId());
  }

  private static void putOldSecrets(ObjectNode node, List<RetiredSecret> secrets) {
    if (!secrets.isEmpty()) {
      ArrayNode list = node.putArray("old_secrets");
      secrets.forEach(secret -> putOldSecret(list.addObject(), secret));
    }
  }

  private static ObjectNode putOldSecret(ObjectNode node, RetiredSecret secret) {
    node.put("display", secret.display());
    node.put("generation", secret.generation());
    node.put("retired_at", Json.time(secret.retiredAt()));
    node.put("grace_seconds", secret.grace().toSeconds());
    secret.quietHours().ifPresent(hours -> node.put("end_after_quiet_hours", hours));
    secret.endsAt().ifPresent(at -> node.put("ends_at", Json.time(at)));
    return node;
  }

  private static void putLeastPrivilege(ObjectNode node, LeastPrivilege advice) {
    ObjectNode least = node.putObject("least_privilege");
    least.put("suggested_scope", advice.suggested().word());
    least.put("since", Json.time(advice.since()));
  }

  /** Adds how a revocation took effect to a key object. */
  static ObjectNode putReceipt(ObjectNode node, RevocationReceipt receipt) {
    ObjectNode revocation = node.putObject("revocation");
    revocation.put("effective_at", Json.time(receipt.effectiveAt()));
    revocation.put("nodes_confirmed", receipt.nodesConfirmed());
    revocation.put("nodes_total", receipt.nodesTotal());
    receipt
        .lastAccepted()
        .ifPresent(last -> {
          ObjectNode request = revocation.putObject("last_accepted_request");
          request.put("request_id", last.requestId());
          request.put("at", Json.time(last.at()));
          request.put("ip", last.ip());
        });
    return node;
  }

  /** The rotation object of the API. */
  static ObjectNode rotation(Rotation rotation) {
    ObjectNode node = Json.object();
    node.put("api_key_id", rotation.key().id());
    node.put("environment", rotation.key().environment().word());
    node.put("generation", rotation.key().generation());
    node.put("ready", rotation.isReady());
    node.put("window_hours", Rotation.WINDOW.toHours());
    node.put("new_secret_requests", rotation.newRequests());
    node.put("old_secret_requests", rotation.oldRequests());
    node.put("old_secret_share", rotation.oldShare());
    ArrayNode secrets = node.putArray("old_secrets");
    for (RetiredSecret secret : rotation.oldSecrets()) {
      ObjectNode one = putOldSecret(secrets.addObject(), secret);
      rotation.lastSeen(secret).ifPresent(at -> one.put("last_seen_at", Json.time(at)));
      ArrayNode clients = one.putArray("clients");
      rotation.clients(secret).forEach(use -> putClient(clients.addObject(), use));
    }
    return node;
  }

  private static void putClient(ObjectNode node, SecretUse use) {
    node.put("ip", use.ip());
    node.put("user_agent", use.userAgent());
    node.put("requests", use.requests());
    node.put("last_seen_at", Json.time(use.lastAt()));
  }

  /** An event of a key. */
  static ObjectNode event(ApiKey key, ObjectNode details) {
    ObjectNode data = Json.object();
    data.put("api_key_id", key.id());
    data.put("name", key.name());
    data.put("scope", key.scope().word());
    data.put("display", key.display());
    data.setAll(details);
    return data;
  }

  /** The details of `api_key.created`. */
  static ObjectNode created(ApiKey key) {
    ObjectNode details = putLimits(Json.object(), key);
    details.put("name", key.name());
    details.put("scope", key.scope().word());
    details.put("created_at", Json.time(key.createdAt()));
    return details;
  }

  /** The details of `api_key.rolled`; the end of a secret without a grace period is now. */
  static ObjectNode rolled(ApiKey rolled, RetiredSecret old, RollRequest request, Instant now) {
    ObjectNode details = Json.object();
    details.put("rolled_at", Json.time(now));
    details.put("generation", rolled.generation());
    details.put("grace_seconds", request.grace().toSeconds());
    details.put("grace_from", request.fromFirstUse() ? "first_use" : "now");
    old.endsAt()
        .map(end -> end.isBefore(now) ? now : end)
        .ifPresent(at -> details.put("old_secret_ends_at", Json.time(at)));
    return details;
  }

  /** The details of `api_key.revoked`. */
  static ObjectNode revoked(Instant now, Optional<Leak> leak) {
    ObjectNode details = Json.object().put("revoked_at", Json.time(now));
    leak.ifPresent(found -> {
      details.put("reason", "leaked");
      details.put("reported_by", found.source().word());
      found.foundAt().ifPresent(place -> details.put("found_at", place));
    });
    return details;
  }

  /** The details of `api_key.grace_started`. */
  static ObjectNode graceStarted(long generation) {
    return Json.object().put("generation", generation);
  }

  /** The details of `api_key.grace_ended`. */
  static ObjectNode graceEnded(int secrets) {
    return Json.object().put("secrets", secrets);
  }

  /** The details of `api_key.expiring`. */
  static ObjectNode expiring(Instant expiresAt, long daysLeft) {
    return Json.object().put("expires_at", Json.time(expiresAt)).put("days_left", daysLeft);
  }
}
