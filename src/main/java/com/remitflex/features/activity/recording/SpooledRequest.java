package com.remitflex.features.activity.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.Rejection;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonWriter;
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
    return JsonWriter.bytes(out -> out.object(() -> fields(out)));
  }

  private void fields(JsonWriter out) {
    out.field("flush", flush);
    out.field("at", Json.exactTime(answeredAt));
    burst.ifPresent(id -> out.field("burst", id));
    out.field("key", owner().keyId());
    out.field("account", owner().accountId());
    out.field("environment", owner().environment().word());
    if (owner().canary()) {
      out.field("canary", true);
    }
    out.field("id", exchange.client().requestId());
    out.field("ip", exchange.client().ip());
    exchange.client().userAgent().ifPresent(agent -> out.field("agent", agent));
    out.field("method", exchange.method());
    out.field("path", exchange.path());
    out.field("route", exchange.route());
    out.field("status", exchange.status());
    out.field("latency", exchange.latencyMicros());
    exchange.errorCode().ifPresent(code -> out.field("error", code));
    exchange.idempotencyKey().ifPresent(key -> out.field("idempotency", key));
    exchange
        .rejection()
        .ifPresent(rejection -> {
          out.field("check", rejection.check().name());
          out.field("detail", rejection.detail());
        });
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
