package com.remitflex.features.rails.signer.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.signer.Method;
import com.remitflex.features.rails.signer.Window;
import com.remitflex.features.rails.signer.authorization.Authorization;
import com.remitflex.features.rails.signer.log.LogEntry.Authorized;
import com.remitflex.features.rails.signer.log.LogEntry.Counted;
import com.remitflex.features.rails.signer.log.LogEntry.Relayed;
import com.remitflex.features.rails.signer.log.LogEntry.Subject;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonReader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/** The JSON of an entry of the log. */
final class LogEntryJson {
  private static final int MAX_TEXT = 100;

  private LogEntryJson() {}

  static String text(LogEntry entry) {
    ObjectNode node = Json.object();
    node.put("at", entry.at().toString());
    node.put("day", entry.day().toString());
    switch (entry.subject()) {
      case Authorized(Authorization.Transfer transfer) -> put(node, transfer);
      case Authorized(Authorization.Cancel cancel) -> put(node, "cancellation", cancel);
      case Relayed relayed -> put(node, relayed);
    }
    entry
        .counted()
        .ifPresent(counted ->
            node.put("counted", counted.total()).put("added", counted.amount().toString()));
    return Json.text(node);
  }

  private static void put(ObjectNode node, Authorization.Transfer transfer) {
    put(node, transfer.method().name().toLowerCase(Locale.ROOT), transfer);
    node.put("to", transfer.to().text());
    node.put("amount", transfer.amountMinor().toString());
    node.put("valid_after", Long.toString(transfer.window().validAfter()));
    node.put("valid_before", Long.toString(transfer.window().validBefore()));
  }

  private static void put(ObjectNode node, String kind, Authorization authorization) {
    node.put("kind", kind);
    node.put("chain_id", Long.toString(authorization.chainId()));
    node.put("token", authorization.token().text());
    node.put("from", authorization.from().text());
    node.put("nonce", authorization.nonce().text());
  }

  private static void put(ObjectNode node, Relayed relayed) {
    node.put("kind", "relay");
    node.put("chain_id", Long.toString(relayed.chainId()));
    node.put("from", relayed.relayer().text());
    node.put("account_nonce", Long.toString(relayed.accountNonce()));
    node.put("to", relayed.to().text());
    node.put("max_cost_wei", relayed.maxCostWei().toString());
    node.put("hash", relayed.hash().text());
  }

  /**
   * Reads an entry.
   *
   * @throws RuntimeException if the text is not one
   */
  static LogEntry read(String text) {
    JsonObject object = JsonReader.object(text.getBytes(StandardCharsets.UTF_8));
    Instant at = Instant.parse(field(object, "at"));
    LocalDate day = LocalDate.parse(field(object, "day"));
    Subject subject = subject(object, field(object, "kind"));
    Optional<Counted> counted =
        object
            .string("counted", MAX_TEXT)
            .map(total -> new Counted(total, new BigInteger(field(object, "added"))));
    object.rejectUnknown();
    return new LogEntry(at, day, subject, counted);
  }

  private static Subject subject(JsonObject object, String kind) {
    return switch (kind) {
      case "relay" -> relayed(object);
      case "cancellation" ->
          new Authorized(
              new Authorization.Cancel(
                  number(object, "chain_id"),
                  address(object, "token"),
                  address(object, "from"),
                  bytes(object, "nonce")));
      default -> new Authorized(transfer(object, kind));
    };
  }

  private static Authorization.Transfer transfer(JsonObject object, String kind) {
    return new Authorization.Transfer(
        Method.valueOf(kind.toUpperCase(Locale.ROOT)),
        number(object, "chain_id"),
        address(object, "token"),
        address(object, "from"),
        address(object, "to"),
        new BigInteger(field(object, "amount")),
        new Window(number(object, "valid_after"), number(object, "valid_before")),
        bytes(object, "nonce"));
  }

  private static Relayed relayed(JsonObject object) {
    return new Relayed(
        number(object, "chain_id"),
        address(object, "from"),
        number(object, "account_nonce"),
        address(object, "to"),
        new BigInteger(field(object, "max_cost_wei")),
        bytes(object, "hash"));
  }

  private static String field(JsonObject object, String name) {
    return object.requireString(name, MAX_TEXT);
  }

  private static long number(JsonObject object, String name) {
    return Long.parseLong(field(object, name));
  }

  private static EvmAddress address(JsonObject object, String name) {
    return new EvmAddress(field(object, name));
  }

  private static Bytes32 bytes(JsonObject object, String name) {
    return new Bytes32(field(object, name));
  }
}
