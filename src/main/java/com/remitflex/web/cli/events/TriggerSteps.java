package com.remitflex.web.cli.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The requests with which events are caused; each is printed. */
final class TriggerSteps {
  private static final Duration POLL_INTERVAL = Duration.ofMillis(300);
  private static final int PAGE = 100;
  private static final int NOT_CANCELLABLE = 422;
  private static final int MAX_ATTEMPTS = 5;

  private final ApiServer server;
  private final Consumer<String> print;
  private final List<String> createdKeys = new ArrayList<>();

  TriggerSteps(ApiServer server, Consumer<String> print) {
    this.server = server;
    this.print = print;
  }

  /** Creates a payment of this amount to the default recipient. */
  String pay(String amount) {
    return create(
        "/v1/payments",
        "{\"amount\": " + amount + ", \"currency\": \"USDC\", \"reference\": \"trigger\"}");
  }

  /** Creates a payment and cancels it; another one if it was no longer pending by then. */
  String cancel() {
    for (int attempt = 1; ; attempt++) {
      String id = pay("100");
      try {
        delete("/v1/payments/" + id);
        return id;
      } catch (ApiCallException e) {
        if (e.status() != NOT_CANCELLABLE || attempt == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Pays this amount out to a bank account. */
  String payOut(String amount) {
    return create(
        "/v1/off-ramps",
        "{\"amount\": "
            + amount
            + ", \"source_currency\": \"USDC\", \"destination_currency\": \"EUR\","
            + " \"reference\": \"trigger\","
            + " \"bank_account\": {\"account_holder_name\": \"Trigger\","
            + " \"account_number\": \"ES9121000418401234567891\", \"bank_name\": \"CaixaBank\","
            + " \"bank_country\": \"ES\"}}");
  }

  /** Converts an amount by a quote. */
  String convert() {
    JsonNode quote =
        post(
            "/v1/conversions/quote",
            "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\", \"amount\": 100}");
    return post(
            "/v1/conversions/execute",
            "{\"quote_id\": \"" + quote.path("quote_id").asText() + "\"}")
        .path("conversion_id")
        .asText();
  }

  /** Simulates an incoming transfer. */
  String deposit(String amount) {
    return create(
        "/v1/sandbox/deposits",
        "{\"amount\": " + amount + ", \"currency\": \"USDC\", \"network\": \"base\"}");
  }

  String createKey() {
    return key("").path("id").asText();
  }

  String rollKey() {
    String id = createKey();
    post("/v1/api-keys/" + id + "/roll", "{\"grace_seconds\": 0}");
    return id;
  }

  String revokeKey() {
    String id = createKey();
    cleanUp();
    return id;
  }

  /** Creates a key that expires so soon that maintenance warns of it. */
  String expiringKey() {
    Instant tomorrow = Instant.now().plus(Duration.ofHours(23));
    return key(", \"expires_at\": \"" + Json.time(tomorrow) + "\"").path("id").asText();
  }

  /** Creates a canary key and uses it, which raises an alert. */
  String useCanary() {
    JsonNode key = key(", \"canary\": true");
    print.accept("GET /v1/balances with the canary key");
    var _ = new ApiServer(server.base(), key.path("key").asText()).get("/v1/balances");
    return key.path("id").asText();
  }

  private JsonNode key(String limits) {
    String name = "trigger " + Instant.now();
    JsonNode key =
        post("/v1/api-keys", "{\"name\": \"" + name + "\", \"scope\": \"read\"" + limits + "}");
    createdKeys.add(key.path("id").asText());
    return key;
  }

  private String create(String path, String body) {
    return post(path, body).path("id").asText();
  }

  private JsonNode post(String path, String body) {
    JsonNode created = server.post(path, body);
    print.accept("POST " + path + " " + body);
    print.accept("  → " + id(created) + " " + created.path("status").asText());
    return created;
  }

  private static String id(JsonNode created) {
    return Stream.of("id", "conversion_id", "quote_id")
        .filter(created::has)
        .findFirst()
        .map(name -> created.path(name).asText())
        .orElse("");
  }

  private void delete(String path) {
    JsonNode changed = server.delete(path);
    print.accept("DELETE " + path);
    print.accept("  → " + changed.path("status").asText());
  }

  /** Revokes the keys that were created, which nobody needs any longer. */
  void cleanUp() {
    createdKeys.forEach(id -> delete("/v1/api-keys/" + id));
    createdKeys.clear();
  }

  /**
   * Waits for an event after this number.
   *
   * @throws ApiCallException it did not come in time
   */
  JsonNode await(long after, String type, String subject, Duration wait)
      throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    long position = after;
    while (System.nanoTime() < end) {
      JsonNode feed = server.get("/v1/events?limit=" + PAGE + "&after_seq=" + position);
      for (JsonNode event : feed.path("data")) {
        if (event.path("type").asText().equals(type) && isAbout(event, subject)) {
          return event;
        }
      }
      position = feed.at("/pagination/next_after_seq").asLong();
      if (!feed.at("/pagination/has_more").asBoolean()) {
        Thread.sleep(POLL_INTERVAL);
      }
    }
    throw new ApiCallException(
        0,
        "",
        type
            + " did not happen within "
            + wait.toSeconds()
            + " s. The server's REMITFLEX_SANDBOX_… settings may be longer.");
  }

  private static boolean isAbout(JsonNode event, String subject) {
    ObjectNode data = (ObjectNode) event.path("data");
    return data.properties().stream().anyMatch(field -> field.getValue().asText().equals(subject));
  }
}
