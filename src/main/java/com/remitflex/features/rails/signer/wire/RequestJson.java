package com.remitflex.features.rails.signer.wire;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.signer.Cancellation;
import com.remitflex.features.rails.signer.Method;
import com.remitflex.features.rails.signer.PayoutAuthorization;
import com.remitflex.features.rails.signer.RelayTransaction;
import com.remitflex.features.rails.signer.SweepAuthorization;
import com.remitflex.features.rails.signer.Window;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The JSON of requests: every value is a string, and no field may be unknown or missing. */
final class RequestJson {
  private static final int MAX_TEXT = 100;
  private static final int MAX_DATA = 8 * 1024;
  private static final String INDEX = "index";

  private RequestJson() {}

  static byte[] bytes(Request request) {
    ObjectNode node = Json.object();
    switch (request) {
      case Request.SignPayout(PayoutAuthorization payout) -> {
        node.put("operation", "sign_payout");
        put(node, payout.chainId(), payout.token(), payout.nonce());
        put(node, payout.method(), payout.amountMinor(), payout.window());
        node.put("recipient", payout.recipient().text());
      }
      case Request.SignSweep(SweepAuthorization sweep) -> {
        node.put("operation", "sign_sweep");
        put(node, sweep.chainId(), sweep.token(), sweep.nonce());
        put(node, sweep.method(), sweep.amountMinor(), sweep.window());
        node.put(INDEX, Integer.toString(sweep.index()));
      }
      case Request.SignCancellation(Cancellation cancellation) -> {
        node.put("operation", "sign_cancellation");
        put(node, cancellation.chainId(), cancellation.token(), cancellation.nonce());
        cancellation.index().ifPresent(index -> node.put(INDEX, Integer.toString(index)));
      }
      case Request.SignRelay(RelayTransaction transaction) -> put(node, transaction);
      case Request.Addresses() -> node.put("operation", "addresses");
      case Request.Health() -> node.put("operation", "health");
    }
    return Json.text(node).getBytes(StandardCharsets.UTF_8);
  }

  private static void put(ObjectNode node, long chainId, EvmAddress token, Bytes32 nonce) {
    node.put("chain_id", Long.toString(chainId));
    node.put("token", token.text());
    node.put("nonce", nonce.text());
  }

  private static void put(ObjectNode node, Method method, BigInteger amount, Window window) {
    node.put("method", method.name().toLowerCase(Locale.ROOT));
    node.put("amount", amount.toString());
    node.put("valid_after", Long.toString(window.validAfter()));
    node.put("valid_before", Long.toString(window.validBefore()));
  }

  private static void put(ObjectNode node, RelayTransaction transaction) {
    node.put("operation", "sign_relay");
    node.put("chain_id", Long.toString(transaction.chainId()));
    node.put("relayer", transaction.relayer().text());
    node.put("account_nonce", Long.toString(transaction.nonce()));
    node.put("to", transaction.to().text());
    node.put("data", transaction.data());
    node.put("gas_limit", Long.toString(transaction.gasLimit()));
    node.put("max_fee_per_gas_wei", transaction.maxFeePerGasWei().toString());
    node.put("max_priority_fee_per_gas_wei", transaction.maxPriorityFeePerGasWei().toString());
  }

  /**
   * Reads a request.
   *
   * @throws ApiException VALIDATION_ERROR naming the field
   */
  static Request read(byte[] bytes) {
    JsonObject object = JsonReader.object(bytes);
    String operation = object.requireString("operation", MAX_TEXT);
    Request request =
        switch (operation) {
          case "sign_payout" -> new Request.SignPayout(payout(object));
          case "sign_sweep" -> new Request.SignSweep(sweep(object));
          case "sign_cancellation" -> new Request.SignCancellation(cancellation(object));
          case "sign_relay" -> new Request.SignRelay(relay(object));
          case "addresses" -> new Request.Addresses();
          case "health" -> new Request.Health();
          default -> throw object.error("operation", "This operation is unknown.");
        };
    object.rejectUnknown();
    return request;
  }

  private static PayoutAuthorization payout(JsonObject object) {
    return new PayoutAuthorization(
        method(object),
        number(object, "chain_id"),
        address(object, "token"),
        address(object, "recipient"),
        bigNumber(object, "amount"),
        window(object),
        nonce(object));
  }

  private static SweepAuthorization sweep(JsonObject object) {
    return new SweepAuthorization(
        method(object),
        number(object, "chain_id"),
        address(object, "token"),
        index(object),
        bigNumber(object, "amount"),
        window(object),
        nonce(object));
  }

  private static Cancellation cancellation(JsonObject object) {
    return new Cancellation(
        number(object, "chain_id"),
        address(object, "token"),
        object.has(INDEX) ? Optional.of(index(object)) : Optional.empty(),
        nonce(object));
  }

  private static RelayTransaction relay(JsonObject object) {
    return new RelayTransaction(
        number(object, "chain_id"),
        address(object, "relayer"),
        number(object, "account_nonce"),
        address(object, "to"),
        object.requireString("data", MAX_DATA),
        number(object, "gas_limit"),
        bigNumber(object, "max_fee_per_gas_wei"),
        bigNumber(object, "max_priority_fee_per_gas_wei"));
  }

  private static Method method(JsonObject object) {
    return switch (object.requireString("method", MAX_TEXT)) {
      case "transfer" -> Method.TRANSFER;
      case "receive" -> Method.RECEIVE;
      default -> throw object.error("method", "Must be transfer or receive.");
    };
  }

  private static Window window(JsonObject object) {
    return new Window(number(object, "valid_after"), number(object, "valid_before"));
  }

  private static int index(JsonObject object) {
    long number = number(object, INDEX);
    if (number > Integer.MAX_VALUE) {
      throw object.error(INDEX, "Must be below 2^31.");
    }
    return (int) number;
  }

  private static long number(JsonObject object, String name) {
    BigInteger number = bigNumber(object, name);
    if (number.bitLength() >= Long.SIZE) {
      throw object.error(name, "Must be below 2^63.");
    }
    return number.longValue();
  }

  private static BigInteger bigNumber(JsonObject object, String name) {
    String text = object.requireString(name, MAX_TEXT);
    if (!text.matches("0|[1-9][0-9]{0,77}")) {
      throw object.error(name, "Must be a whole number in quotation marks.");
    }
    return new BigInteger(text);
  }

  private static EvmAddress address(JsonObject object, String name) {
    return EvmAddress.parse(object.requireString(name, MAX_TEXT))
        .orElseThrow(() -> object.error(name, "Must be an address."));
  }

  private static Bytes32 nonce(JsonObject object) {
    return Bytes32.parse(object.requireString("nonce", MAX_TEXT))
        .orElseThrow(() -> object.error("nonce", "Must be 0x and 64 hexadecimal digits."));
  }
}
