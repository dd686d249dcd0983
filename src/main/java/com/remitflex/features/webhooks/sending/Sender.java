package com.remitflex.features.webhooks.sending;

import com.remitflex.core.events.Event;
import com.remitflex.core.events.EventJson;
import com.remitflex.features.webhooks.deliveries.Attempt;
import com.remitflex.features.webhooks.deliveries.Delivery;
import com.remitflex.features.webhooks.endpoints.EndpointCipher.SendingSecrets;
import com.remitflex.features.webhooks.endpoints.UrlRules;
import com.remitflex.features.webhooks.endpoints.WebhookEndpoint;
import com.remitflex.features.webhooks.signing.WebhookSignature;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.net.outbound.OutboundClient;
import com.remitflex.platform.net.outbound.OutboundOutcome;
import com.remitflex.platform.net.outbound.OutboundOutcome.Failed;
import com.remitflex.platform.net.outbound.OutboundOutcome.Failure;
import com.remitflex.platform.net.outbound.OutboundOutcome.Replied;
import com.remitflex.platform.net.outbound.OutboundReply;
import com.remitflex.platform.net.outbound.OutboundRequest;
import com.remitflex.platform.net.outbound.OutboundUrl;
import com.remitflex.platform.text.ApiKeyText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Makes one attempt to deliver an event: signs it, sends it, and describes what happened. */
final class Sender {
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final OutboundClient client;
  private final UrlRules urls;
  private final InternalReceiver internal;
  private final DatabaseClock clock;

  Sender(OutboundClient client, UrlRules urls, InternalReceiver internal, DatabaseClock clock) {
    this.client = client;
    this.urls = urls;
    this.internal = internal;
    this.clock = clock;
  }

  Attempted attempt(Lane lane, Delivery delivery, Event event) {
    Instant startedAt = clock.now();
    long start = System.nanoTime();
    byte[] body = EventJson.bytes(event);
    OutboundOutcome outcome =
        send(lane.endpoint(), headers(lane.secrets(), event.id(), startedAt, body), body);
    long micros = (System.nanoTime() - start) / 1_000;
    return described(lane, delivery, startedAt, micros, outcome);
  }

  /** Its own headers first: none of them has a name of the others. */
  private static Map<String, String> headers(
      SendingSecrets secrets, String eventId, Instant at, byte[] body) {
    Map<String, String> headers = new LinkedHashMap<>(secrets.headers());
    headers.putAll(WebhookSignature.headers(secrets.keys(), eventId, at, body));
    return headers;
  }

  private OutboundOutcome send(WebhookEndpoint endpoint, Map<String, String> headers, byte[] body) {
    String url = endpoint.settings().url();
    if (internal.receives(endpoint.head(), url)) {
      return new Replied(internal.receive(endpoint.head(), url, headers, body));
    }
    Result<OutboundUrl> parsed =
        OutboundUrl.parse("url", url, urls.reach(endpoint.head().environment()));
    return switch (parsed) {
      case Result.Ok<OutboundUrl>(OutboundUrl target) ->
          client.send(new OutboundRequest(target, headers, body), TIMEOUT);
      case Result.Rejected<OutboundUrl> _ ->
          new Failed(
              Failure.FORBIDDEN_ADDRESS,
              "The URL is no longer allowed. Change it, then enable the endpoint again.",
              Optional.empty());
    };
  }

  private Attempted described(
      Lane lane, Delivery delivery, Instant startedAt, long micros, OutboundOutcome outcome) {
    return switch (outcome) {
      case Replied(OutboundReply reply) -> {
        boolean delivered = Attempted.isSuccess(reply.status());
        Attempt attempt =
            new Attempt(
                delivery.key(),
                delivery.attempts() + 1,
                startedAt,
                micros,
                Optional.of((long) reply.status()),
                Optional.empty(),
                Optional.of(reply.address()).filter(text -> !text.isEmpty()),
                text(reply.body()));
        yield new Attempted(
            lane,
            delivery,
            attempt,
            delivered ? Attempted.DELIVERED : Attempted.REJECTED,
            reply.retryAfter().flatMap(text -> RetryAfter.parse(text, startedAt)));
      }
      case Failed(Failure failure, String explanation, Optional<String> address) -> {
        Attempt attempt =
            new Attempt(
                delivery.key(),
                delivery.attempts() + 1,
                startedAt,
                micros,
                Optional.empty(),
                Optional.of(stored(explanation)),
                address,
                "");
        yield new Attempted(lane, delivery, attempt, failure.word(), Optional.empty());
      }
    };
  }

  private static String text(byte[] body) {
    return stored(new String(body, StandardCharsets.UTF_8));
  }

  /** Without API keys, and without the one character that PostgreSQL does not store. */
  private static String stored(String text) {
    return ApiKeyText.mask(text.replace('\0', '\uFFFD'));
  }
}
