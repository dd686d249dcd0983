package com.remitflex.features.rails.signer.wire;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.signer.SignedAuthorization;
import com.remitflex.features.rails.signer.SignedTransaction;
import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.rails.signer.SignerErrorCode;
import com.remitflex.features.rails.signer.SignerHealth;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** The JSON of responses. */
final class ReplyJson {
  private static final int MAX_TEXT = 2_000;
  private static final int MAX_DATA = 32 * 1024;
  private static final int MAX_ELEMENTS = 1_000;

  private ReplyJson() {}

  /** The response with a value in this form. */
  static <T> byte[] bytes(SignerReply<T> reply, Function<T, ObjectNode> form) {
    ObjectNode node = Json.object();
    switch (reply) {
      case SignerReply.Done<T>(T value) -> {
        node.put("outcome", "done");
        node.set("value", form.apply(value));
      }
      case SignerReply.Rejected<T>(SignerErrorCode code, String reason) ->
          node.put("outcome", "rejected").put("code", code.name()).put("reason", reason);
      case SignerReply.Unavailable<T>(String reason) ->
          node.put("outcome", "unavailable").put("reason", reason);
    }
    return Json.text(node).getBytes(StandardCharsets.UTF_8);
  }

  static ObjectNode form(SignedAuthorization signed) {
    return Json.object()
        .put("v", signed.v())
        .put("r", signed.r().text())
        .put("s", signed.s().text());
  }

  static ObjectNode form(SignedTransaction signed) {
    return Json.object().put("raw", signed.raw()).put("hash", signed.hash().text());
  }

  static ObjectNode form(SignerAddresses addresses) {
    ObjectNode node = Json.object();
    node.put("treasury", addresses.treasury().text());
    ArrayNode relayers = node.putArray("relayers");
    addresses.relayers().forEach(one -> relayers.add(one.text()));
    node.put("extended_public_key", addresses.extendedPublicKey());
    return node;
  }

  static ObjectNode form(SignerHealth health) {
    ObjectNode node = Json.object();
    node.put("signatures", Long.toString(health.signatures()));
    ArrayNode chainIds = node.putArray("chain_ids");
    health.chainIds().forEach(one -> chainIds.add(Long.toString(one)));
    ArrayNode warnings = node.putArray("warnings");
    health.warnings().forEach(warnings::add);
    return node;
  }

  /**
   * Reads a response.
   *
   * @throws RuntimeException if it is not one
   */
  static <T> SignerReply<T> read(byte[] bytes, Function<JsonObject, T> form) {
    JsonObject object = JsonReader.object(bytes);
    return switch (object.requireString("outcome", MAX_TEXT)) {
      case "done" -> new SignerReply.Done<>(form.apply(object.object("value").orElseThrow()));
      case "rejected" ->
          new SignerReply.Rejected<>(
              SignerErrorCode.valueOf(object.requireString("code", MAX_TEXT)),
              object.requireString("reason", MAX_TEXT));
      case "unavailable" -> new SignerReply.Unavailable<>(object.requireString("reason", MAX_TEXT));
      default -> throw object.error("outcome", "This outcome is unknown.");
    };
  }

  static SignedAuthorization authorization(JsonObject value) {
    return new SignedAuthorization(
        value.integer("v", 27, 28).orElseThrow(), bytes(value, "r"), bytes(value, "s"));
  }

  static SignedTransaction transaction(JsonObject value) {
    return new SignedTransaction(value.requireString("raw", MAX_DATA), bytes(value, "hash"));
  }

  static SignerAddresses addresses(JsonObject value) {
    return new SignerAddresses(
        new EvmAddress(value.requireString("treasury", MAX_TEXT)),
        value.texts("relayers", MAX_ELEMENTS, MAX_TEXT).orElseThrow().stream()
            .map(EvmAddress::new)
            .toList(),
        value.requireString("extended_public_key", MAX_TEXT));
  }

  static SignerHealth health(JsonObject value) {
    return new SignerHealth(
        Long.parseLong(value.requireString("signatures", MAX_TEXT)),
        value.texts("chain_ids", MAX_ELEMENTS, MAX_TEXT).orElseThrow().stream()
            .map(Long::valueOf)
            .toList(),
        value.texts("warnings", MAX_ELEMENTS, MAX_TEXT).orElseThrow());
  }

  private static Bytes32 bytes(JsonObject value, String name) {
    return new Bytes32(value.requireString(name, MAX_TEXT));
  }
}
