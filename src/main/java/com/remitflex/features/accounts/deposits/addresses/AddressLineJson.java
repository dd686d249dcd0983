package com.remitflex.features.accounts.deposits.addresses;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.journal.SignedLines;
import java.time.Instant;
import java.util.Optional;

/** The lines of the address log: its first line, and one for each address. */
final class AddressLineJson {
  private static final String BEGIN = "begin";

  private final SignedLines lines;

  AddressLineJson(KeyHasher hasher) {
    this.lines = new SignedLines(hasher, "deposit address log v1");
  }

  /** The first line of a log. */
  String begin() {
    return lines.line(Json.text(Json.object().put(BEGIN, true)));
  }

  String line(DepositAddress address) {
    return lines.line(
        Json.text(
            Json.object()
                .put("index", address.index())
                .put("account", address.head().accountId())
                .put("environment", address.head().environment().word())
                .put("network", address.network())
                .put("id", address.id())
                .put("address", address.address())
                .put("created_at", address.createdAt().toString())));
  }

  /** Adds what a line says; an incomplete line, and one without a valid MAC, says nothing. */
  void read(String line, AddressLogContent content) {
    lines
        .read(line)
        .map(signed -> Json.trusted(signed.json()))
        .ifPresent(node -> {
          content.begin();
          address(node).ifPresent(content::add);
        });
  }

  private static Optional<DepositAddress> address(JsonNode node) {
    if (node.has(BEGIN)) {
      return Optional.empty();
    }
    HeadId head =
        new HeadId(
            node.path("account").asText(), Environment.of(node.path("environment").asText()));
    return Optional.of(
        new DepositAddress(
            new DepositAddress.Key(head, node.path("network").asText()),
            node.path("id").asText(),
            node.path("index").asInt(),
            node.path("address").asText(),
            Instant.parse(node.path("created_at").asText())));
  }
}
