package com.remitflex.platform.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.IdempotencyKey;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Requests for every operation of the OpenAPI document, with whatever a client can do wrong. */
final class GeneratedRequests {
  private static final List<String> ODD_PATHS =
      List.of(
          "/",
          "/v1",
          "/v1/",
          "/v2/payments",
          "/V1/payments",
          "/v1/payments/",
          "/v1//payments",
          "/v1/payments/..",
          "/v1/payments/%2e%2e/balances",
          "/v1/payments/%00",
          "/v1/payments;a=b",
          "/v1/nothing",
          "/v1/payments/x/y",
          "*",
          "v1/payments");
  private static final List<String> ODD_METHODS =
      List.of("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "GET", "POST", "FOO", "get");
  private static final List<String> CONTENT_TYPES =
      List.of(
          "text/plain",
          "application/json; charset=utf-16",
          "application/json;charset=UTF-8",
          "application/x-www-form-urlencoded",
          "multipart/form-data",
          "APPLICATION/JSON",
          "/");

  private final Random random;
  private final List<Operation> operations = new ArrayList<>();
  private final GeneratedBodies bodies;
  private final List<String> keys;
  private final List<String> ids = new ArrayList<>(List.of("pmt_" + "0".repeat(26)));
  private final List<String> cursors = new ArrayList<>(List.of("cur_AAAA"));

  private record Operation(String method, String template, JsonNode told) {}

  /** A header line. */
  record Line(String name, String value) {}

  /**
   * A request as it will be sent.
   *
   * @param target path and query
   */
  record Request(String method, String target, List<Line> headers, byte[] body) {

    /** A request without a body. */
    static Request of(String method, String target, String key) {
      return new Request(
          method, target, List.of(new Line("Authorization", "Bearer " + key)), new byte[0]);
    }

    /** A POST of JSON. */
    static Request post(String target, String key, String idempotencyKey, String json) {
      List<Line> headers =
          List.of(
              new Line("Authorization", "Bearer " + key),
              GeneratedRequests.idempotencyKey(idempotencyKey),
              new Line("Content-Type", "application/json"));
      return new Request("POST", target, headers, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether only a raw socket can send it, because HTTP clients refuse to. */
    boolean needsSocket() {
      boolean plainTarget =
          target.startsWith("/")
              && target.matches("[!-~]+")
              && !target.matches(".*[\"<>\\\\^`{|}].*");
      return !plainTarget
          || target.matches(".*%(?![0-9A-Fa-f]{2}).*")
          || target.startsWith("//")
          || !headers.stream().allMatch(line -> line.value().matches("[ -~]*"));
    }

    @Override
    public String toString() {
      String text = new String(body, StandardCharsets.ISO_8859_1);
      String all = method + " " + target + " " + headers + " " + text;
      return all.length() > 2_000 ? all.substring(0, 2_000) + "…" : all;
    }
  }

  /**
   * The requests of one document.
   *
   * @param keys the texts after `Bearer`; the first ones are valid and used most often
   */
  GeneratedRequests(Random random, JsonNode document, List<String> accountIds, List<String> keys) {
    this.random = random;
    this.keys = keys;
    this.bodies = new GeneratedBodies(random, document, accountIds, keys);
    for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        String method = operation.getKey().toUpperCase(Locale.ROOT);
        Operation told = new Operation(method, path.getKey(), operation.getValue());
        // Most errors are possible in bodies.
        int weight = told.told().has("requestBody") ? 5 : 1;
        operations.addAll(Collections.nCopies(weight, told));
      }
    }
  }

  /** Remembers the id of a payment, which later requests may name. */
  void learnId(String id) {
    ids.add(id);
  }

  /** Remembers a cursor, which later requests may send. */
  void learnCursor(String cursor) {
    cursors.add(cursor);
  }

  Request next() {
    Operation operation = oneOf(operations);
    boolean wrongMethod = random.nextInt(25) == 0;
    boolean wrongPath = random.nextInt(25) == 0;
    String path = wrongPath ? oneOf(ODD_PATHS) : path(operation.template());
    String method = wrongMethod ? oneOf(ODD_METHODS) : operation.method();
    boolean takesBody = operation.told().has("requestBody");
    boolean sendsBody = takesBody ? random.nextInt(40) > 0 : random.nextInt(30) == 0;
    byte[] body = sendsBody ? bodies.next(operation.told()) : new byte[0];
    return random.nextInt(3) == 0
        ? new Request(method, path, goodHeaders(sendsBody), body)
        : new Request(method, path + query(operation), headers(sendsBody), body);
  }

  private String path(String template) {
    StringBuilder path = new StringBuilder();
    for (String segment : template.substring(1).split("/")) {
      path.append('/').append(segment.startsWith("{") ? parameter(segment) : segment);
    }
    return path.toString();
  }

  private String parameter(String segment) {
    if (random.nextInt(5) == 0) {
      return encoded(OddText.next(random));
    }
    return segment.equals("{id}") ? oneOf(ids) : "k" + random.nextInt(20);
  }

  private String query(Operation operation) {
    List<String> pairs = new ArrayList<>();
    for (JsonNode parameter : operation.told().path("parameters")) {
      if (parameter.path("in").asText().equals("query") && random.nextInt(6) == 0) {
        pairs.add(parameter.path("name").asText() + "=" + value(parameter));
      }
    }
    switch (random.nextInt(40)) {
      case 0 -> pairs.add("unknown=1");
      case 1 -> pairs.add(encoded(OddText.next(random)));
      case 2 -> pairs.add("limit=1&limit=2");
      case 3 -> pairs.add(oneOf(List.of("%", "a=%zz", "limit=%ff%fe", "&&", "=", "limit[]=1")));
      case 4 -> pairs.add("api_key=" + oneOf(keys));
      default -> {
        // As it is.
      }
    }
    return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
  }

  private String value(JsonNode parameter) {
    JsonNode schema = parameter.path("schema");
    String name = parameter.path("name").asText();
    if (random.nextInt(4) == 0) {
      return encoded(OddText.next(random));
    }
    if (schema.has("enum")) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size())).asText();
    }
    if (schema.path("type").asText().equals("integer")) {
      return Integer.toString(random.nextInt(110) - 5);
    }
    return switch (name) {
      case "cursor" -> random.nextBoolean() ? oneOf(cursors) : forgedCursor();
      case "status" -> oneOf(List.of("pending", "settled", "failed", "PENDING"));
      case "currency" -> oneOf(List.of("USDC", "EURC", "EUR", "usdc"));
      case "corridor" -> oneOf(List.of("US-EU", "US-MX", "XX-YY"));
      case "created_after", "created_before" ->
          oneOf(
              List.of(
                  "2026-01-01T00:00:00Z",
                  "9999-12-31T23:59:59.999999999Z",
                  "0000-01-01T00:00:00Z",
                  "2026-02-30T00:00:00Z",
                  "2026-11-24"));
      default -> "x";
    };
  }

  /** Of the right length, with times and places that there are not. */
  private String forgedCursor() {
    byte[] content = new byte[40];
    random.nextBytes(content);
    return "cur_" + Base64.getUrlEncoder().withoutPadding().encodeToString(content);
  }

  private List<Line> goodHeaders(boolean sendsBody) {
    List<Line> headers = new ArrayList<>();
    headers.add(new Line("Authorization", "Bearer " + keys.get(random.nextInt(4))));
    headers.add(idempotencyKey("g" + random.nextInt(200)));
    if (sendsBody) {
      headers.add(new Line("Content-Type", "application/json"));
    }
    return headers;
  }

  private List<Line> headers(boolean sendsBody) {
    List<Line> headers = new ArrayList<>();
    authorization(headers);
    switch (random.nextInt(12)) {
      case 0 -> headers.add(idempotencyKey(OddText.next(random)));
      case 1 -> {
        headers.add(idempotencyKey("k1"));
        headers.add(idempotencyKey("k" + random.nextInt(3)));
      }
      case 2 -> headers.add(idempotencyKey(oneOf(keys)));
      case 3, 4, 5, 6, 7 -> headers.add(idempotencyKey("k" + random.nextInt(20)));
      default -> {
        // None.
      }
    }
    if (sendsBody && random.nextInt(40) > 0) {
      headers.add(
          new Line(
              "Content-Type", random.nextInt(20) == 0 ? oneOf(CONTENT_TYPES) : "application/json"));
    }
    switch (random.nextInt(40)) {
      case 0 -> headers.add(new Line("Content-Encoding", "gzip"));
      case 1 -> headers.add(new Line("X-HTTP-Method-Override", "DELETE"));
      case 2 -> headers.add(new Line("X-Forwarded-For", oneLine(OddText.next(random))));
      case 3 -> headers.add(new Line("Accept", "text/html"));
      case 4 -> headers.add(new Line("User-Agent", oneOf(keys)));
      default -> {
        // As it is.
      }
    }
    return headers;
  }

  private void authorization(List<Line> headers) {
    int kind = random.nextInt(60);
    if (kind == 0) {
      return;
    }
    String key = kind < 54 ? keys.get(random.nextInt(4)) : oneOf(keys);
    String scheme = kind == 1 ? oneOf(List.of("Basic", "bEaReR", "", "Bearer Bearer")) : "Bearer";
    headers.add(
        new Line(
            "Authorization",
            kind == 2 ? oneLine(OddText.next(random)) : (scheme + " " + key).strip()));
    if (kind == 3) {
      headers.add(new Line("Authorization", "Bearer " + key));
    }
  }

  private static Line idempotencyKey(String value) {
    return new Line(IdempotencyKey.HEADER, oneLine(value));
  }

  /** What ends a line would begin another header. */
  private static String oneLine(String text) {
    return text.replaceAll("[\r\n]", "");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private <T> T oneOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
