package com.remitflex.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.testing.Await;
import com.remitflex.testing.LyingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What one URL of three says instead of the truth. */
enum RpcLie {
  GARBAGE,
  ERRORS,
  ORPHANED_RECEIPTS,
  MISSING_LOGS,
  TIMES_OUT_AFTER_ACCEPTING,
  SAYS_ALREADY_KNOWN,
  ANOTHER_HEAD,
  STALE,
  ANOTHER_CHAIN,
  EVERYTHING_IS_USED,
  NOTHING_IS_USED;

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String RECEIPT = "eth_getTransactionReceipt";
  private static final String SEND = "eth_sendRawTransaction";
  private static final Set<String> AGEING =
      Set.of(
          "eth_blockNumber",
          "eth_getBlockByNumber",
          "eth_getTransactionCount",
          "eth_getBalance",
          RECEIPT);

  /** A liar that has just begun. */
  LyingNode.Lie begin(Random random) {
    Map<String, JsonNode> first = new ConcurrentHashMap<>();
    String other = "0x%064x".formatted(random.nextLong(1, Long.MAX_VALUE));
    return (request, response) -> answer(request, (ObjectNode) response, first, other);
  }

  private byte[] answer(
      JsonNode request, ObjectNode response, Map<String, JsonNode> first, String other)
      throws IOException {
    String method = request.path("method").asText();
    switch (this) {
      case GARBAGE -> {
        return "<html>502 Bad Gateway</html>".getBytes(StandardCharsets.UTF_8);
      }
      case ERRORS -> fail(response, "internal error");
      case ORPHANED_RECEIPTS -> {
        if (method.equals(RECEIPT) && response.path("result").isObject()) {
          ((ObjectNode) response.get("result")).put("blockHash", other);
        }
      }
      case MISSING_LOGS -> {
        if (method.equals("eth_getLogs")) {
          response.putArray("result");
        }
      }
      case TIMES_OUT_AFTER_ACCEPTING -> {
        if (method.equals(SEND)) {
          Await.pause(Duration.ofSeconds(11));
          return new byte[0];
        }
      }
      case SAYS_ALREADY_KNOWN -> {
        if (method.equals(SEND)) {
          fail(response, "already known");
        }
      }
      case ANOTHER_HEAD -> anotherHead(method, response, other);
      case STALE -> {
        if (AGEING.contains(method)) {
          JsonNode old =
              first.computeIfAbsent(
                  method + request.path("params"), key -> response.path("result").deepCopy());
          response.set("result", old);
        }
      }
      case ANOTHER_CHAIN -> {
        if (method.equals("eth_chainId")) {
          response.put("result", "0x1");
        }
      }
      case EVERYTHING_IS_USED, NOTHING_IS_USED -> {
        if (method.equals("eth_call")) {
          response.put("result", "0x%064x".formatted(this == EVERYTHING_IS_USED ? 1 : 0));
          response.remove("error");
        }
      }
    }
    return MAPPER.writeValueAsBytes(response);
  }

  private static void fail(ObjectNode response, String message) {
    response.remove("result");
    response.putObject("error").put("code", -32_000).put("message", message);
  }

  private static void anotherHead(String method, ObjectNode response, String other) {
    if (method.equals("eth_blockNumber")) {
      long height = Long.decode(response.path("result").asText());
      response.put("result", "0x" + Long.toHexString(height + 3));
    }
    if (method.equals("eth_getBlockByNumber") && response.path("result").isObject()) {
      ((ObjectNode) response.get("result")).put("hash", other);
    }
  }
}
