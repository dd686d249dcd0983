package com.remitflex.features.apikeys.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.apikeys.journal.JournalEntry.Grace;
import com.remitflex.features.apikeys.journal.JournalEntry.KeyState;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.journal.SignedLines;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The lines of the journal: a MAC under the pepper, then JSON. A line without a valid MAC is
 * ignored, so that nobody can give a key another secret by writing a line.
 */
record JournalLineJson(KeyHasher hasher) {
  private static final HexFormat HEX = HexFormat.of();

  /** An entry, and whether a hash under its pepper can be used in this database. */
  record Read(JournalEntry entry, boolean isHashUsable) {}

  String line(JournalEntry entry) {
    return lines().line(json(entry));
  }

  private SignedLines lines() {
    return new SignedLines(hasher, "revocation journal v1");
  }

  private static String json(JournalEntry entry) {
    ObjectNode node = Json.object().put(entry.isBegin() ? "begin" : "number", entry.number());
    entry
        .key()
        .ifPresent(key -> {
          node.put("key", key.id());
          node.put("generation", key.generation());
          node.put("hash", HEX.formatHex(key.hash()));
          node.put("display", key.display());
          key.revokedAt().ifPresent(at -> node.put("revoked_at", at.toString()));
          ArrayNode valid = node.putArray("valid");
          for (Grace grace : key.valid()) {
            ObjectNode one = valid.addObject();
            one.put("generation", grace.generation());
            one.put("seconds", grace.seconds());
            grace.endsAt().ifPresent(at -> one.put("ends_at", at.toString()));
          }
        });
    return Json.text(node);
  }

  /** The entry of a line; empty if the line is incomplete or has no valid MAC. */
  Optional<Read> read(String line) {
    try {
      return lines().read(line).map(signed -> read(signed.json(), signed.pepper()));
    } catch (IllegalArgumentException | IllegalStateException | DateTimeException damaged) {
      return Optional.empty();
    }
  }

  private Read read(String json, int pepper) {
    JsonNode node = Json.trusted(json);
    if (node.has("begin")) {
      return new Read(JournalEntry.begin(node.path("begin").asLong()), true);
    }
    long number = node.path("number").asLong();
    if (!node.has("key")) {
      return new Read(JournalEntry.of(number, Optional.empty()), true);
    }
    List<Grace> valid = new ArrayList<>();
    for (JsonNode one : node.path("valid")) {
      valid.add(
          new Grace(
              one.path("generation").asLong(), one.path("seconds").asLong(), time(one, "ends_at")));
    }
    boolean isHashUsable = pepper <= hasher.current();
    byte[] hash = HEX.parseHex(node.path("hash").asText());
    KeyState key =
        new KeyState(
            node.path("key").asText(),
            node.path("generation").asLong(),
            isHashUsable ? hasher.raised(hash, pepper) : hash,
            node.path("display").asText(),
            time(node, "revoked_at"),
            valid);
    return new Read(JournalEntry.of(number, Optional.of(key)), isHashUsable);
  }

  private static Optional<Instant> time(JsonNode node, String field) {
    return node.has(field)
        ? Optional.of(Instant.parse(node.path(field).asText()))
        : Optional.empty();
  }
}
