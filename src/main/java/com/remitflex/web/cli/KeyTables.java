package com.remitflex.web.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Keys and their rotation as tables for people. */
final class KeyTables {
  private static final String KEYS = "%-30s  %-18s  %-7s  %-6s  %-8s  %-24s  %s";
  private static final String USERS = "%-18s  %-24s  %-24s  %-8s  %-39s  %s";

  private KeyTables() {}

  static void printHeading() {
    Console.print(KEYS.formatted("ID", "KEY", "ENV", "SCOPE", "STATUS", "LAST USED", "NAME"));
  }

  /** Prints a key, which is an object of the API. */
  static void print(ObjectNode key) {
    Console.print(
        KEYS.formatted(
            key.path("id").asText(),
            key.path("display").asText(),
            key.path("environment").asText(),
            key.path("scope").asText(),
            key.path("status").asText(),
            key.path("last_used").path("at").asText("never"),
            key.path("name").asText()));
  }

  /** Prints a rotation object of the API: whether the grace can end, and whom that would refuse. */
  static void printRotation(ObjectNode rotation) {
    String id = rotation.path("api_key_id").asText();
    Console.print(
        rotation.path("ready").asBoolean()
            ? id + " is ready: its old secrets were not used in the last hour, or it has none."
            : id + " is not ready: an old secret is in use, or the newest is not yet.");
    Console.print(
        "In the last %s hours %s requests came with the newest secret, %s with an old one (%s %%)."
            .formatted(
                rotation.path("window_hours").asText(),
                rotation.path("new_secret_requests").asText(),
                rotation.path("old_secret_requests").asText(),
                rotation
                    .path("old_secret_share")
                    .decimalValue()
                    .movePointRight(2)
                    .stripTrailingZeros()
                    .toPlainString()));
    if (rotation.path("old_secrets").isEmpty()) {
      return;
    }
    Console.print(
        USERS.formatted("OLD SECRET", "ENDS", "LAST SEEN", "REQUESTS", "IP", "USER AGENT"));
    for (JsonNode secret : rotation.path("old_secrets")) {
      String ends = secret.path("ends_at").asText("after the first use");
      Console.print(
          USERS
              .formatted(
                  secret.path("display").asText(),
                  ends,
                  secret.path("last_seen_at").asText("never"),
                  "",
                  "",
                  "")
              .stripTrailing());
      for (JsonNode client : secret.path("clients")) {
        Console.print(
            USERS.formatted(
                "",
                "",
                client.path("last_seen_at").asText(),
                client.path("requests").asText(),
                client.path("ip").asText(),
                client.path("user_agent").asText()));
      }
    }
  }
}
