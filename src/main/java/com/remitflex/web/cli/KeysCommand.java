package com.remitflex.web.cli;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeySearch;
import com.remitflex.features.apikeys.authentication.RevocationReceipt;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.RevokedKey;
import com.remitflex.features.apikeys.lifecycle.KeyDocuments;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.features.apikeys.lifecycle.RollRequest;
import com.remitflex.features.apikeys.lifecycle.Rotation;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `keys`: manages the API keys of an account. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Create, list, roll and revoke API keys; find leaked ones.",
    subcommands = ScanCommand.class)
public final class KeysCommand {
  private final CommandContextFactory contexts;

  public KeysCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  /** The key to create. */
  static final class Wanted {
    @Option(names = "--environment", required = true, description = "sandbox or live.")
    private Environment environment = Environment.SANDBOX;

    @Option(names = "--scope", required = true, description = "read, write or admin.")
    private Scope scope = Scope.READ;

    @Option(
        names = "--name",
        required = true,
        description = "Name of the key, for example billing-prod.")
    private String name = "";

    @Option(
        names = "--expires-at",
        description = "Expiry time in UTC, for example 2027-01-31T00:00:00Z (default: never).")
    private Optional<Instant> expiresAt = Optional.empty();

    @Option(
        names = "--ip",
        description = "IP address or CIDR block that may use the key (repeatable; default: any).")
    private List<String> addresses = List.of();

    @Option(
        names = "--rate-limit",
        description =
            "Maximum requests per minute; 0 disables the limit (default: the platform's).")
    private Optional<Integer> rateLimit = Optional.empty();

    @Option(
        names = "--per-payment",
        description = "Maximum value of one payment, for example 1000USDC.")
    private Optional<String> perPayment = Optional.empty();

    @Option(
        names = "--per-day",
        description = "Maximum value of all payments per UTC day, for example 5000USDC.")
    private Optional<String> perDay = Optional.empty();

    @Option(
        names = "--canary",
        description =
            "Create a canary key: it sees only the data of a new account, and any use raises"
                + " an alert.")
    private boolean canary;

    private NewKey newKey() {
      NewKey key = NewKey.parse(scope, name, expiresAt, addresses, rateLimit, perPayment, perDay);
      return canary ? key.asCanary() : key;
    }
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Create an API key. The key is printed once and cannot be shown again.")
  int create(
      @Mixin Wanted wanted,
      @Option(names = "--account", description = "ID of the account (default: the first one).")
          Optional<String> account,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    try (CommandContext context = contexts.open()) {
      HeadId head = new HeadId(context.account(account).id(), wanted.environment);
      printSecret(context.keys().create(head, wanted.newKey()).orElseThrow(), json);
      return 0;
    }
  }

  private static void printSecret(IssuedKey issued, boolean json) {
    if (json) {
      Console.print(KeyDocuments.issued(issued.key(), issued.secret()));
    } else {
      Console.print(issued.secret());
      Console.print("");
      Console.print(
          "This is key "
              + issued.key().id()
              + " ("
              + issued.key().name()
              + ", "
              + issued.key().scope().word()
              + "). Store it now: it is shown only once.");
    }
  }

  @Command(
      name = "roll",
      mixinStandardHelpOptions = true,
      description = {
        "Give a key a new secret, which is printed once. ID, name, scope and limits do not change.",
        "The old secret stays valid during its grace period."
      })
  int roll(
      @Parameters(paramLabel = "ID", description = "ID of the key, key_…") String id,
      @Option(
              names = "--grace-seconds",
              defaultValue = "86400",
              description = "Grace period in seconds, 0 to 604800 (default: ${DEFAULT-VALUE}).")
          int graceSeconds,
      @Option(
              names = "--from-first-use",
              description = "Start the grace period at the first use of the new secret.")
          boolean fromFirstUse,
      @Option(
              names = "--end-after-quiet-hours",
              description =
                  "End the grace period early after this many hours without use, 1 to 168.")
          Optional<Integer> quietHours,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    try (CommandContext context = contexts.open()) {
      ApiKey key = context.key(id);
      RollRequest roll = RollRequest.of(graceSeconds, fromFirstUse, quietHours);
      printSecret(context.keys().roll(key.id(), roll).orElseThrow(), json);
      return 0;
    }
  }

  @Command(
      name = "end-grace",
      mixinStandardHelpOptions = true,
      description =
          "End the grace period of a rolled key. Returns when every node rejects its old secrets.")
  int endGrace(@Parameters(paramLabel = "ID", description = "ID of the key, key_…") String id) {
    try (CommandContext context = contexts.open()) {
      ApiKey key = context.key(id);
      context.keys().endGracePeriods(Caller.operator(key.head()), id).orElseThrow();
      Console.print("Only the newest secret of " + id + " (" + key.display() + ") is valid now.");
      return 0;
    }
  }

  /** Which keys of an account to list. */
  static final class Selection {
    @Option(names = "--environment", description = "sandbox or live (default: both).")
    private Optional<Environment> environment = Optional.empty();

    @Option(names = "--status", description = "active, revoked or expired (default: all).")
    private Optional<KeySearch.Status> status = Optional.empty();

    @Option(
        names = "--search",
        description = "List only keys with this text in the name, or with this ID or ending.")
    private Optional<String> search = Optional.empty();

    @Option(names = "--scope", description = "read, write or admin (default: all).")
    private Optional<Scope> scope = Optional.empty();

    @Option(names = "--account", description = "ID of the account (default: the first one).")
    private Optional<String> account = Optional.empty();

    private List<KeySearch> searches(String accountId, Instant now) {
      return environment.map(List::of).orElseGet(() -> List.of(Environment.values())).stream()
          .map(one -> search(new HeadId(accountId, one), now))
          .toList();
    }

    private KeySearch search(HeadId head, Instant now) {
      return new KeySearch(
          head,
          KeySearch.Match.PART,
          search,
          status,
          scope,
          Optional.empty(),
          KeyListing.PAGE_SIZE,
          now);
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "List the API keys of an account, active keys first, then by creation, newest first.",
        "The keys are shown in masked form only."
      })
  int list(
      @Mixin Selection selection,
      @Option(
              names = "--limit",
              defaultValue = "100",
              description = "Maximum number of keys (default: ${DEFAULT-VALUE}).")
          int limit,
      @Option(names = "--all", description = "List all keys and ignore --limit.") boolean all,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    if (limit < 1) {
      return Console.fail("--limit must be a whole number of at least 1.");
    }
    try (CommandContext context = contexts.open()) {
      String account = context.account(selection.account).id();
      KeyList list = json ? new KeyList.JsonLine() : new KeyList.Table();
      new KeyListing(context.keys(), list, all ? Integer.MAX_VALUE : limit)
          .print(selection.searches(account, context.keys().now()));
      return 0;
    }
  }

  @Command(
      name = "rotation",
      mixinStandardHelpOptions = true,
      description = "List the clients that still use an old secret of a rolled key.")
  int rotation(
      @Parameters(paramLabel = "ID", description = "ID of the key, key_…") String id,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    try (CommandContext context = contexts.open()) {
      Rotation rotation = context.keys().rotation(context.key(id));
      if (json) {
        Console.print(KeyDocuments.rotation(rotation));
      } else {
        KeyTables.printRotation(rotation);
      }
      return 0;
    }
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Revoke an API key permanently. Returns when every running node rejects it.")
  int revoke(
      @Parameters(paramLabel = "ID", description = "ID of the key, key_…") String id,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    try (CommandContext context = contexts.open()) {
      RevokedKey revoked = context.keys().revoke(id).orElseThrow();
      if (json) {
        Console.print(KeyDocuments.revoked(revoked));
      } else {
        printReceipt(id, revoked.receipt());
      }
      return 0;
    }
  }

  private static void printReceipt(String id, RevocationReceipt receipt) {
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
                "The last accepted request: "
                    + last.requestId()
                    + " at "
                    + Json.time(last.at())
                    + " from "
                    + last.ip()
                    + ".")
            .orElse("No request with this key was ever accepted."));
  }

  @Command(
      name = "resume",
      mixinStandardHelpOptions = true,
      description = {
        "Confirm API keys that are suspended after a restore: they are accepted again.",
        "Before, revoke those that were revoked since the backup: ./remitflex keys revoke ID."
      })
  int resume(
      @Parameters(
              paramLabel = "ID",
              arity = "0..1",
              description = "ID of the key, key_… Not with --all.")
          Optional<String> id,
      @Option(names = "--all", description = "Confirm all suspended keys.") boolean all) {
    if (all == id.isPresent()) {
      return Console.fail("Name the ID of one key, or use --all. Nothing was changed.");
    }
    try (CommandContext context = contexts.open()) {
      id.ifPresent(one -> context.key(one));
      int resumed = context.keys().resume(id);
      Console.print(resumed + " API keys were resumed.");
      long left = context.keys().suspended();
      if (left > 0) {
        Console.print(left + " API keys are still suspended.");
      }
      return 0;
    }
  }

  @Command(
      name = "suspend",
      mixinStandardHelpOptions = true,
      description = {
        "Suspend all API keys until ./remitflex keys resume confirms them.",
        "For a database that was restored in another way than by ./remitflex restore."
      })
  int suspend(
      @Option(names = "--all", required = true, description = "Suspend all keys.") boolean all) {
    try (CommandContext context = contexts.open()) {
      Console.print(context.keys().suspendAll() + " API keys were suspended.");
      return 0;
    }
  }
}
