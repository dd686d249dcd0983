package com.remitflex.web.cli;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.RetiredSecret;
import com.remitflex.features.apikeys.authentication.LastUse;
import com.remitflex.features.apikeys.authentication.SecretUse;
import com.remitflex.features.apikeys.lifecycle.KeyDetails;
import com.remitflex.features.apikeys.lifecycle.Rotation;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.util.Optional;

/** Prints keys and rotations as tables. */
final class KeyTables {
  private static final String KEYS = "%-30s  %-18s  %-7s  %-6s  %-8s  %-24s  %s";
  private static final String CLIENTS = "%-18s  %-24s  %-24s  %-8s  %-39s  %s";

  private KeyTables() {}

  static void printHeading() {
    Console.print(KEYS.formatted("ID", "KEY", "ENV", "SCOPE", "STATUS", "LAST USED", "NAME"));
  }

  static void print(KeyDetails details, Instant now) {
    ApiKey key = details.key();
    Console.print(
        KEYS.formatted(
            key.id(),
            key.display(),
            key.environment().word(),
            key.scope().word(),
            key.status(now),
            time(details.lastUse().map(LastUse::at)),
            key.name()));
  }

  /** Prints whether the old secrets of a key can end, and which clients still use them. */
  static void printRotation(Rotation rotation) {
    String id = rotation.key().id();
    Console.print(
        rotation.isReady()
            ? id + " is ready: its old secrets were not used in the last hour, or it has none."
            : id + " is not ready: an old secret is in use, or the newest is not used yet.");
    Console.print(
        "In the last %d hours, %d requests used the newest secret and %d an old one (%s%%)."
            .formatted(
                Rotation.WINDOW.toHours(),
                rotation.newRequests(),
                rotation.oldRequests(),
                rotation.oldShare().movePointRight(2).stripTrailingZeros().toPlainString()));
    if (!rotation.oldSecrets().isEmpty()) {
      Console.print(
          CLIENTS.formatted("OLD SECRET", "ENDS", "LAST SEEN", "REQUESTS", "IP", "USER AGENT"));
      rotation.oldSecrets().forEach(secret -> printOldSecret(rotation, secret));
    }
  }

  private static void printOldSecret(Rotation rotation, RetiredSecret secret) {
    Console.print(
        CLIENTS
            .formatted(
                secret.display(),
                secret.endsAt().map(Json::time).orElse("after the first use"),
                time(rotation.lastSeen(secret)),
                "",
                "",
                "")
            .stripTrailing());
    for (SecretUse client : rotation.clients(secret)) {
      Console.print(
          CLIENTS.formatted(
              "",
              "",
              Json.time(client.lastAt()),
              client.requests(),
              client.ip(),
              client.userAgent()));
    }
  }

  private static String time(Optional<Instant> at) {
    return at.map(Json::time).orElse("never");
  }
}
