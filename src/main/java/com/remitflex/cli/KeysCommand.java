package com.remitflex.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.accounts.HeadId;
import com.remitflex.http.Json;
import com.remitflex.http.Scope;
import com.remitflex.ids.Environment;
import com.remitflex.keys.ApiKey;
import com.remitflex.keys.KeyRoutes;
import com.remitflex.keys.Keys;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `keys`: the API keys of an account. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Create, list and revoke API keys.")
public final class KeysCommand {
  private final Workshop workshop;

  public KeysCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Create an API key. The key itself is printed once and kept nowhere.")
  int create(
      @Option(names = "--environment", required = true, description = "sandbox or live.")
          Environment environment,
      @Option(names = "--scope", required = true, description = "read, write or admin.")
          Scope scope,
      @Option(names = "--name", required = true, description = "What the key is for.") String name,
      @Option(names = "--account", description = "Id of the account (default: the first one).")
          Optional<String> account,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    try (Tools tools = workshop.open()) {
      HeadId head = new HeadId(tools.account(account).id(), environment);
      Keys.Created created = tools.keys().create(head, scope, name);
      if (json) {
        ObjectNode node = KeyRoutes.json(created.key(), created.key().createdAt());
        node.put("key", created.secret());
        Console.print(Json.text(node));
      } else {
        Console.print(created.secret());
        Console.print("");
        Console.print(
            "This is key "
                + created.key().id()
                + " ("
                + created.key().name()
                + ", "
                + scope.word()
                + "). Store it now: it is shown only this once.");
      }
      return 0;
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the API keys of an account, newest first; never the keys themselves.")
  int list(
      @Option(names = "--environment", description = "sandbox or live (default: both).")
          Optional<Environment> environment,
      @Option(names = "--account", description = "Id of the account (default: the first one).")
          Optional<String> account,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    try (Tools tools = workshop.open()) {
      String accountId = tools.account(account).id();
      List<ApiKey> keys = new ArrayList<>();
      for (Environment one : Environment.values()) {
        if (environment.isEmpty() || environment.get() == one) {
          keys.addAll(tools.keys().list(new HeadId(accountId, one)));
        }
      }
      Instant now = tools.keys().now();
      if (json) {
        ObjectNode list = Json.object();
        list.set(
            "data",
            Json.array().addAll(keys.stream().map(key -> KeyRoutes.json(key, now)).toList()));
        Console.print(Json.text(list));
      } else {
        printTable(keys, now);
      }
      return 0;
    }
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Revoke an API key for good. Answers when every running node refuses it.")
  int revoke(
      @Parameters(paramLabel = "ID", description = "Id of the key, key_…") String id,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    try (Tools tools = workshop.open()) {
      Keys.Receipt receipt = tools.keys().revoke(id);
      if (json) {
        ObjectNode node = KeyRoutes.json(receipt.key(), receipt.effectiveAt());
        ObjectNode revocation = node.putObject("revocation");
        revocation.put("effective_at", Json.time(receipt.effectiveAt()));
        revocation.put("nodes_confirmed", receipt.nodesConfirmed());
        revocation.put("nodes_total", receipt.nodesTotal());
        Console.print(Json.text(node));
      } else {
        Console.print(
            "Revoked %s at %s. %d of %d running nodes confirmed; the others can no longer use it."
                .formatted(
                    id,
                    Json.time(receipt.effectiveAt()),
                    receipt.nodesConfirmed(),
                    receipt.nodesTotal()));
      }
      return 0;
    }
  }

  private static void printTable(List<ApiKey> keys, Instant now) {
    if (keys.isEmpty()) {
      Console.print("No keys. Create one: ./remitflex keys create --help");
      return;
    }
    String row = "%-30s  %-18s  %-7s  %-6s  %-8s  %s";
    Console.print(row.formatted("ID", "KEY", "ENV", "SCOPE", "STATUS", "NAME"));
    for (ApiKey key : keys) {
      Console.print(
          row.formatted(
              key.id(),
              key.display(),
              key.environment().word(),
              key.scope().word(),
              key.status(now),
              key.name()));
    }
  }
}
