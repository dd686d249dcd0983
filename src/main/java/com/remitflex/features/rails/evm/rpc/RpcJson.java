package com.remitflex.features.rails.evm.rpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** The requests and responses of JSON-RPC 2.0, read strictly: a node may send anything. */
final class RpcJson {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_LENGTH = 20;
  private static final int MAX_MESSAGE_LENGTH = 200;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .recyclerPool(Json.BUFFERS)
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private RpcJson() {}

  static byte[] request(long id, String method, JsonNode parameters) {
    ObjectNode request = Json.object();
    request.put("jsonrpc", "2.0").put("id", id).put("method", method);
    request.set("params", parameters);
    return Json.text(request).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The result in the response to the request with this ID.
   *
   * @throws RpcException the node reported an error, or this is not a response to the request
   */
  static JsonNode result(byte[] body, long id) {
    JsonNode response = read(body);
    if (!response.isObject() || !response.path("jsonrpc").asText().equals("2.0")) {
      throw RpcException.invalid("not a response of JSON-RPC 2.0");
    }
    JsonNode error = response.path("error");
    boolean failed = error.isObject();
    boolean isOurs =
        response.path("id").isIntegralNumber()
            && response.path("id").canConvertToLong()
            && response.path("id").longValue() == id;
    if (!isOurs && !(failed && response.path("id").isNull())) {
      throw RpcException.invalid("its ID is not that of the request");
    }
    if (failed) {
      throw error(error);
    }
    if ((!error.isMissingNode() && !error.isNull()) || !response.has("result")) {
      throw RpcException.invalid("it has neither a result nor an error");
    }
    return response.path("result");
  }

  private static RpcException error(JsonNode error) {
    if (!error.path("code").isInt() || !error.path("message").isTextual()) {
      return RpcException.invalid("its error has no code or no message");
    }
    int code = error.path("code").intValue();
    String message = error.path("message").textValue();
    return new RpcException(
        RpcErrorKind.of(code, message), "error " + code + ": " + printable(message));
  }

  /** What a stranger wrote, short and without control characters, for the log. */
  private static String printable(String text) {
    String start = text.substring(0, Math.min(text.length(), MAX_MESSAGE_LENGTH));
    return start.replaceAll("[^\\x20-\\x7e]", "?");
  }

  private static JsonNode read(byte[] body) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .decode(ByteBuffer.wrap(body))
              .toString();
      return MAPPER.readTree(text);
    } catch (CharacterCodingException e) {
      throw RpcException.invalid("not UTF-8");
    } catch (JsonProcessingException e) {
      throw RpcException.invalid("not well-formed JSON");
    }
  }
}
