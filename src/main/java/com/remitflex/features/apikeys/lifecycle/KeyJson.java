package com.remitflex.features.apikeys.lifecycle;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.RetiredSecret;
import com.remitflex.features.apikeys.RevocationReceipt;
import com.remitflex.features.apikeys.authentication.KeyUseStore;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.money.Money;
import java.time.Instant;
import java.util.List;

/** The JSON forms of keys; none has a secret. */
public final class KeyJson {
  private KeyJson() {}

  /** The key object of the API; absent members are left out. */
  public static ObjectNode object(ApiKey key, Instant now) {
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
    return grants(node, key);
  }

  /** Adds what bounds the key. */
  static ObjectNode grants(ObjectNode node, ApiKey key) {
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
      key.limits().perPayment().ifPresent(money -> money(limits.putObject("per_payment"), money));
      key.limits().perDay().ifPresent(money -> money(limits.putObject("per_day"), money));
    }
    return node;
  }

  private static void money(ObjectNode node, Money money) {
    node.put("amount", money.major());
    node.put("currency", money.currency().name());
  }

  static void lastUse(ObjectNode node, KeyUseStore.LastUse use) {
    ObjectNode last = node.putObject("last_used");
    last.put("at", Json.time(use.at()));
    last.put("ip", use.ip());
    last.put("method", use.method());
    last.put("route", use.route());
    last.put("request_id", use.requestId());
  }

  static void oldSecrets(ObjectNode node, List<RetiredSecret> living) {
    if (living.isEmpty()) {
      return;
    }
    ArrayNode list = node.putArray("old_secrets");
    living.forEach(secret -> oldSecret(list.addObject(), secret));
  }

  static ObjectNode oldSecret(ObjectNode node, RetiredSecret secret) {
    node.put("display", secret.display());
    node.put("generation", secret.generation());
    node.put("retired_at", Json.time(secret.retiredAt()));
    node.put("grace_seconds", secret.grace().toSeconds());
    secret.quietHours().ifPresent(hours -> node.put("end_after_quiet_hours", hours));
    secret.endsAt().ifPresent(at -> node.put("ends_at", Json.time(at)));
    return node;
  }

  /** Adds how the revocation took effect. */
  public static void receipt(ObjectNode node, RevocationReceipt receipt) {
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
  }
}
