package com.remitflex.platform.database.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.platform.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The file backup.json. */
final class BackupInfoJson {
  /** Raised when an older program could not restore the backup. */
  private static final int FORMAT = 1;

  private BackupInfoJson() {}

  static String text(BackupInfo info) {
    ObjectNode node = Json.object();
    node.put("format", FORMAT);
    node.put("system_id", info.systemId());
    node.put("started_at", info.startedAt().toString());
    node.put("ended_at", info.endedAt().toString());
    node.put("restore_point", info.restorePoint());
    node.put("schema", info.schema());
    node.put("has_secrets", info.hasSecrets());
    ObjectNode counts = node.putObject("counts");
    new TreeMap<>(info.counts()).forEach(counts::put);
    ArrayNode directories = node.putArray("directories");
    info.directories().forEach(directories::add);
    node.put("files", info.files());
    node.put("bytes", info.bytes());
    return Json.text(node) + "\n";
  }

  /** The description; empty if the text is damaged or has a newer format. */
  static Optional<BackupInfo> read(String text) {
    try {
      JsonNode node = Json.trusted(text);
      if (node.path("format").asInt() != FORMAT) {
        return Optional.empty();
      }
      Map<String, Long> counts = new TreeMap<>();
      node.path("counts").properties().forEach(e -> counts.put(e.getKey(), e.getValue().asLong()));
      List<String> directories = new ArrayList<>();
      node.path("directories").forEach(one -> directories.add(one.asText()));
      return Optional.of(
          new BackupInfo(
              node.path("system_id").asText(),
              Instant.parse(node.path("started_at").asText()),
              Instant.parse(node.path("ended_at").asText()),
              node.path("restore_point").asText(),
              node.path("schema").asText(),
              node.path("has_secrets").asBoolean(),
              counts,
              directories,
              node.path("files").asLong(),
              node.path("bytes").asLong()));
    } catch (IllegalStateException | DateTimeException damaged) {
      return Optional.empty();
    }
  }
}
