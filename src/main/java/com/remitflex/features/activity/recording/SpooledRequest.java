package com.remitflex.features.activity.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.Rejection;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A request as the spool stores it: without headers and bodies.
 *
 * @param exchange with an owner
 * @param answeredAt in database time
 * @param flush number of the flush of usage counts in which it is counted
 * @param burst ID of the row of the history that represents it with others; empty: it has a row of
 *     its own
 */
public record SpooledRequest(
    Exchange exchange, Instant answeredAt, long flush, Optional<String> burst) {

  /** The key that sent it. */
  public KeyOwner owner() {
    return exchange.owner().orElseThrow();
  }

  byte[] bytes() {
    ObjectNode node = Json.object();
    node.put("flush", flush);
    node.put("at", answeredAt.toString());
    burst.ifPresent(row -> node.put("burst", row));
    node.put("key", owner().keyId());
    node.put("account", owner().accountId());
    node.put("environment", owner().environment().word());
    if (owner().canary()) {
      node.put("canary", true);
    }
    node.put("id", exchange.client().requestId());
    node.put("ip", exchange.client().ip());
    exchange.client().userAgent().ifPresent(text -> node.put("agent", text));
    node.put("method", exchange.method());
    node.put("path", exchange.path());
    node.put("route", exchange.route());
    node.put("status", exchange.status());
    node.put("latency", exchange.latencyMicros());
    exchange.errorCode().ifPresent(code -> node.put("error", code));
    exchange.idempotencyKey().ifPresent(key -> node.put("idempotency", key));
    exchange
        .rejection()
        .ifPresent(rejection ->
            node.put("check", rejection.check().name()).put("detail", rejection.detail()));
    return Json.text(node).getBytes(StandardCharsets.UTF_8);
  }

  static SpooledRequest read(byte[] bytes) {
    JsonNode node = Json.trusted(new String(bytes, StandardCharsets.UTF_8));
    Client client =
        new Client(node.path("ip").asText(), text(node, "agent"), node.path("id").asText());
    Exchange exchange =
        new Exchange(
            client,
            Optional.of(
                new KeyOwner(
                    node.path("key").asText(),
                    node.path("account").asText(),
                    Environment.of(node.path("environment").asText()),
                    node.path("canary").asBoolean())),
            Optional.empty(),
            node.path("method").asText(),
            node.path("path").asText(),
            node.path("route").asText(),
            node.path("status").asInt(),
            text(node, "error"),
            node.path("latency").asLong(),
            text(node, "idempotency"),
            text(node, "check")
                .map(check ->
                    new Rejection(
                        Check.valueOf(check),
                        node.path("detail").asText(),
                        ApiError.of(ErrorCode.UNAUTHORIZED, ""))),
            Map.of(),
            new byte[0],
            new byte[0]);
    return new SpooledRequest(
        exchange,
        Instant.parse(node.path("at").asText()),
        node.path("flush").asLong(),
        text(node, "burst"));
  }

  private static Optional<String> text(JsonNode node, String name) {
    return node.has(name) ? Optional.of(node.path(name).asText()) : Optional.empty();
  }
}
