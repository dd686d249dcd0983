package com.remitflex.platform.http.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.PayoutExample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** JSON bodies made from the schemas of the OpenAPI document, and spoilt. */
final class GeneratedBodies {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final List<String> AMOUNTS =
      List.of("10", "100", "99.5", "0.000001", "25.123456", "100000.00");

  /** The largest amount that may be. */
  private static final String MORE_THAN_THERE_IS = "1000000000";

  /** A replacement for an expected value, as written in the body. */
  private static final List<String> ODD_VALUES =
      List.of(
          "-1",
          "0",
          "-0",
          "0.0",
          "1e5",
          "1E400",
          "1e-400",
          "1e2147483648",
          "9007199254740993",
          "99999999999999999999",
          "0.00000000000000000001",
          "1".repeat(21),
          "1".repeat(1_000),
          "01",
          "+1",
          ".5",
          "1.",
          "NaN",
          "-Infinity",
          "true",
          "false",
          "null",
          "[]",
          "{}",
          "[1,\"a\",null]",
          "{\"a\":{\"b\":[{}]}}",
          "\"100\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\udc00\\ud800\"",
          "\"\\ud83d\\ude00\"",
          "\"a\nb\"",
          "\"\t\"",
          "'x'",
          "",
          "\"unclosed",
          "[".repeat(40) + "]".repeat(40),
          "{\"a\":".repeat(31) + "1" + "}".repeat(31),
          "[".repeat(5_000));

  private final Random random;
  private final JsonNode document;
  private final List<String> accountIds;
  private final List<String> keys;

  /**
   * The bodies of one document.
   *
   * @param accountIds values for fields that require an account ID
   * @param keys API keys that may be put anywhere by mistake
   */
  GeneratedBodies(Random random, JsonNode document, List<String> accountIds, List<String> keys) {
    this.random = random;
    this.document = document;
    this.accountIds = accountIds;
    this.keys = keys;
  }

  /** A body for an operation; about every second is as it should be. */
  byte[] next(JsonNode operation) {
    JsonNode content = operation.at("/requestBody/content/application~1json");
    if (random.nextInt(40) == 0) {
      return bytes(random.nextInt(200));
    }
    String json = good(operation.path("operationId").asText(), content);
    if (random.nextBoolean()) {
      return json.getBytes(StandardCharsets.UTF_8);
    }
    for (int i = random.nextInt(2); i >= 0; i--) {
      json = withFault(json);
    }
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return random.nextInt(5) == 0 ? withBadBytes(bytes) : bytes;
  }

  private String good(String operationId, JsonNode content) {
    if (content.isMissingNode() || random.nextInt(4) == 0) {
      return content.isMissingNode()
          ? "{\"a\":1}"
          : value(content.path("schema"), "\"" + OddText.next(random).length() + "\"");
    }
    if (!operationId.equals("createPayment") || random.nextInt(5) == 0) {
      return content.path("example").toString();
    }
    if (random.nextBoolean()) {
      return PaymentBody.of(random.nextInt(3) > 0 ? MORE_THAN_THERE_IS : oneOf(AMOUNTS), "USDC")
          .text("destination", oneOf(accountIds))
          .toString();
    }
    return oneOf(PayoutExample.all()).body(oneOf(AMOUNTS)).toString();
  }

  /** JSON text that satisfies the schema, or else the other text. */
  private String value(JsonNode schema, String otherwise) {
    if (schema.has("$ref")) {
      return value(document.at(schema.path("$ref").asText().substring(1)), otherwise);
    }
    if (schema.has("allOf")) {
      return value(schema.path("allOf").get(0), otherwise);
    }
    if (schema.has("oneOf")) {
      JsonNode choices = schema.path("oneOf");
      return value(choices.get(random.nextInt(choices.size())), otherwise);
    }
    if (schema.has("examples") && random.nextBoolean()) {
      return schema.path("examples").get(0).toString();
    }
    if (schema.has("enum")) {
      return schema.path("enum").get(random.nextInt(schema.path("enum").size())).toString();
    }
    return switch (schema.path("type").asText()) {
      case "object" -> object(schema);
      case "number", "integer" -> oneOf(AMOUNTS);
      case "boolean" -> Boolean.toString(random.nextBoolean());
      case "string" ->
          schema.path("pattern").asText().startsWith("^acc_")
              ? quoted(oneOf(accountIds))
              : quoted(OddText.next(random));
      default -> otherwise;
    };
  }

  private String object(JsonNode schema) {
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    List<String> members = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      if (required.contains(property.getKey()) || random.nextInt(3) == 0) {
        members.add(quoted(property.getKey()) + ":" + value(property.getValue(), "1"));
      }
    }
    if (schema.path("additionalProperties").isObject()) {
      for (int i = random.nextInt(5) == 0 ? 51 : random.nextInt(4); i > 0; i--) {
        members.add(
            quoted("m" + i + (random.nextInt(9) == 0 ? OddText.next(random) : ""))
                + ":"
                + value(schema.path("additionalProperties"), "1"));
      }
    }
    return "{" + String.join(",", members) + "}";
  }

  private String withFault(String json) {
    return switch (random.nextInt(8)) {
      case 0 -> json.substring(0, random.nextInt(json.length() + 1));
      case 1 -> json + oneOf(List.of("x", "{}", ",", "\0", " \n", "//"));
      case 2 -> afterBrace(json, "\"amount\":1,");
      case 3 -> afterBrace(json, quoted(OddText.next(random)) + ":1,");
      default -> inOneObject(json);
    };
  }

  private static String afterBrace(String json, String added) {
    int brace = json.indexOf('{') + 1;
    return json.substring(0, brace) + added + json.substring(brace);
  }

  /** Drops, adds or replaces one member of one of the objects, if the text is JSON still. */
  private String inOneObject(String json) {
    if (!(parsed(json) instanceof ObjectNode root)) {
      return json;
    }
    List<ObjectNode> objects = new ArrayList<>(List.of(root));
    root.forEach(child -> {
      if (child instanceof ObjectNode inner) {
        objects.add(inner);
      }
    });
    ObjectNode object = oneOf(objects);
    List<String> names = object.properties().stream().map(Map.Entry::getKey).toList();
    String name = names.isEmpty() ? "x" : oneOf(names);
    switch (random.nextInt(5)) {
      case 0 -> object.remove(name);
      case 1 -> object.putRawValue(oneOf(List.of("status", "fee", "id", "a.b", "")), odd());
      case 2 -> object.put(name, OddText.next(random));
      default -> object.putRawValue(name, odd());
    }
    return text(root);
  }

  private RawValue odd() {
    return new RawValue(
        random.nextInt(12) == 0 ? quoted("see " + oneOf(keys) + " there") : oneOf(ODD_VALUES));
  }

  private byte[] withBadBytes(byte[] json) {
    byte[] bad = Arrays.copyOf(json, json.length);
    for (int i = random.nextInt(4); i >= 0 && bad.length > 0; i--) {
      bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
    }
    return bad;
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private <T> T oneOf(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static JsonNode parsed(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      return MAPPER.missingNode();
    }
  }

  /** A half of a surrogate pair is written as an escape. */
  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c < 0x20 || c == '"' || c == '\\' || Character.isSurrogate(c)) {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  private static String text(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
