package com.remitflex.features.activity.recording;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
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
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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

  private static final JsonFactory FACTORY =
      JsonFactory.builder().recyclerPool(Json.BUFFERS).build();

  /** The key that sent it. */
  public KeyOwner owner() {
    return exchange.owner().orElseThrow();
  }

  byte[] bytes() {
    StringWriter text = new StringWriter(512);
    try (JsonGenerator json = FACTORY.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("flush", flush);
      json.writeStringField("at", answeredAt.toString());
      write(json, "burst", burst);
      json.writeStringField("key", owner().keyId());
      json.writeStringField("account", owner().accountId());
      json.writeStringField("environment", owner().environment().word());
      if (owner().canary()) {
        json.writeBooleanField("canary", true);
      }
      json.writeStringField("id", exchange.client().requestId());
      json.writeStringField("ip", exchange.client().ip());
      write(json, "agent", exchange.client().userAgent());
      json.writeStringField("method", exchange.method());
      json.writeStringField("path", exchange.path());
      json.writeStringField("route", exchange.route());
      json.writeNumberField("status", exchange.status());
      json.writeNumberField("latency", exchange.latencyMicros());
      write(json, "error", exchange.errorCode());
      write(json, "idempotency", exchange.idempotencyKey());
      write(json, "check", exchange.rejection().map(rejection -> rejection.check().name()));
      write(json, "detail", exchange.rejection().map(Rejection::detail));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    }
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
