package com.remitflex.web.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeySearch;
import com.remitflex.features.apikeys.RevocationReceipt;
import com.remitflex.features.apikeys.lifecycle.KeyJson;
import com.remitflex.features.apikeys.lifecycle.Keys;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.features.apikeys.lifecycle.RollRequest;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `keys`: the API keys of an account. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Create, list, roll and revoke API keys; look for leaked ones.",
    subcommands = ScanCommand.class)
public final class KeysCommand {
  private final CommandContextFactory workshop;

  public KeysCommand(CommandContextFactory workshop) {
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
      @Option(
              names = "--expires-at",
              description = "When it expires, as 2027-01-31T00:00:00Z (default: never).")
          Optional<Instant> expiresAt,
      @Option(
              names = "--ip",
              description = "Address or CIDR block that may use it; can be given several times.")
          List<String> addresses,
      @Option(
              names = "--rate-limit",
              description = "Requests a minute, 0 for no limit (default: the platform's).")
          Optional<Integer> rateLimit,
      @Option(
              names = "--per-payment",
              description = "The most that one payment may be worth, as 1000USDC.")
          Optional<String> perPayment,
      @Option(
              names = "--per-day",
              description = "The most that a day's payments (UTC) may be worth, as 5000USDC.")
          Optional<String> perDay,
      @Option(
              names = "--canary",
              description = "Make it to be stolen: it sees nothing, and any use is an alarm.")
          boolean canary,
      @Option(names = "--account", description = "Id of the account (default: the first one).")
          Optional<String> account,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    try (CommandContext tools = workshop.open()) {
      HeadId head = new HeadId(tools.account(account).id(), environment);
      NewKey asked =
          NewKey.parse(
              scope,
              name,
              expiresAt,
              addresses == null ? List.of() : addresses,
              rateLimit,
              perPayment,
              perDay);
      NewKey made = canary ? asked.asCanary() : asked;
      printSecret(tools.keys().create(Caller.operator(head), made), json);
      return 0;
    }
  }

  private static void printSecret(Keys.Created created, boolean json) {
    if (json) {
      ObjectNode node = KeyJson.object(created.key(), created.key().createdAt());
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
              + created.key().scope().word()
              + "). Store it now: it is shown only this once.");
    }
  }

  @Command(
      name = "roll",
      mixinStandardHelpOptions = true,
      description = {
        "Give a key a new secret, which is printed once. Id, name, scope, limits and history stay.",
        "The old secret goes on working for its grace."
      })
  int roll(
      @Parameters(paramLabel = "ID", description = "Id of the key, key_…") String id,
      @Option(
              names = "--grace-seconds",
              defaultValue = "86400",
              description = "How long the old secret lives on, 0 to 604800 (${DEFAULT-VALUE}).")
          int graceSeconds,
      @Option(
              names = "--from-first-use",
              description = "Count the grace from the first use of the new secret.")
          boolean fromFirstUse,
      @Option(
              names = "--end-after-quiet-hours",
              description = "End the grace early after so many hours without a use, 1 to 168.")
          Optional<Integer> quietHours,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    try (CommandContext tools = workshop.open()) {
      ApiKey key = tools.key(id);
      RollRequest asked = RollRequest.of(graceSeconds, fromFirstUse, quietHours);
      printSecret(tools.keys().roll(Caller.operator(key.head()), id, asked), json);
      return 0;
    }
  }

  @Command(
      name = "end-grace",
      mixinStandardHelpOptions = true,
      description = "End the old secrets of a rolled key. Answers when every node refuses them.")
  int endGrace(@Parameters(paramLabel = "ID", description = "Id of the key, key_…") String id) {
    try (CommandContext tools = workshop.open()) {
      ApiKey key = tools.key(id);
      CommandContext.requireDone(tools.keys().endGrace(Caller.operator(key.head()), id));
      Console.print("Only the newest secret of " + id + " (" + key.display() + ") works now.");
      return 0;
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "List the API keys of an account, active keys first, then by creation, newest first.",
        "The keys themselves are never shown."
      })
  int list(
      @Option(names = "--environment", description = "sandbox or live (default: both).")
          Optional<Environment> environment,
      @Option(names = "--status", description = "active, revoked or expired (default: all).")
          Optional<KeySearch.Status> status,
      @Option(
              names = "--search",
              description = "Only keys with this text in their name, this ID, or this end.")
          Optional<String> search,
      @Option(names = "--scope", description = "read, write or admin (default: all).")
          Optional<Scope> scope,
      @Option(names = "--account", description = "ID of the account (default: the first one).")
          Optional<String> account,
      @Option(
              names = "--limit",
              defaultValue = "100",
              description = "Maximum number of keys (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(names = "--all", description = "List all keys, whatever --limit says.") boolean all,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    if (limit < 1) {
      return Console.fail("--limit must be a whole number from 1.");
    }
    try (CommandContext tools = workshop.open()) {
      String accountId = tools.account(account).id();
      List<Environment> environments =
          environment.map(List::of).orElseGet(() -> List.of(Environment.values()));
      KeyList list = json ? new KeyList.JsonLine() : new KeyList.Table();
      new KeyListing(tools.keys(), list, all ? Integer.MAX_VALUE : limit)
          .print(
              environments.stream()
                  .map(one ->
                      new KeySearch(
                          new HeadId(accountId, one),
                          KeySearch.Match.PART,
                          search,
                          status,
                          scope,
                          Optional.empty(),
                          KeyListing.PAGE,
                          tools.keys().now()))
                  .toList());
      return 0;
    }
  }

  @Command(
      name = "rotation",
      mixinStandardHelpOptions = true,
      description = "Tell who still uses an old secret of a rolled key.")
  int rotation(
      @Parameters(paramLabel = "ID", description = "Id of the key, key_…") String id,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    try (CommandContext tools = workshop.open()) {
      ObjectNode rotation = tools.keys().rotation(tools.key(id)).json();
      if (json) {
        Console.print(Json.text(rotation));
      } else {
        KeyTables.printRotation(rotation);
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
    try (CommandContext tools = workshop.open()) {
      Keys.Revoked revoked = tools.keys().revoke(id);
      RevocationReceipt receipt = revoked.receipt();
      if (json) {
        ObjectNode node = KeyJson.object(revoked.key(), receipt.effectiveAt());
        KeyJson.receipt(node, receipt);
        Console.print(Json.text(node));
      } else {
        Console.print(
            "Revoked %s at %s. %d of %d running nodes confirmed; the others can no longer use it."
                .formatted(
                    id,
                    Json.time(receipt.effectiveAt()),
                    receipt.nodesConfirmed(),
                    receipt.nodesTotal()));
        Console.print(
            receipt
                .lastAccepted()
                .map(last ->
                    "The last request that was accepted: "
                        + last.requestId()
                        + " at "
                        + Json.time(last.at())
                        + " from "
                        + last.ip()
                        + ".")
                .orElse("No request was ever accepted of it."));
      }
      return 0;
    }
  }
}
