package com.remitflex.web.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.accounts.Account;
import com.remitflex.platform.json.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `accounts`: the businesses on the platform. */
@Command(
    name = "accounts",
    mixinStandardHelpOptions = true,
    description = "Create and verify accounts.")
public final class AccountsCommand {
  private final CommandContextFactory contexts;

  public AccountsCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description =
          "Create an account. In the sandbox it starts with test funds and a default recipient.")
  int create(
      @Option(names = "--name", required = true, description = "Name of the business.") String name,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    try (CommandContext context = contexts.open()) {
      Account account = context.opening().open(name);
      if (json) {
        Console.print(Json.text(json(account)));
      } else {
        Console.print("Created " + account.id() + " (" + account.name() + ").");
        Console.print(
            "Next: ./remitflex keys create --environment sandbox --scope write --name first"
                + " --account "
                + account.id());
      }
      return 0;
    }
  }

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = "Record that a business was verified, so that it can have live keys.")
  int verify(
      @Parameters(paramLabel = "ACCOUNT", description = "ID of the account, acc_…") String id,
      @Option(
              names = "--level",
              defaultValue = "kyb",
              description =
                  "kyc, kyb, or none to withdraw the verification (default: ${DEFAULT-VALUE}).")
          Account.Verification level) {
    try (CommandContext context = contexts.open()) {
      context.accounts().verify(id, level).orElseThrow();
      Console.print(
          level == Account.Verification.NONE
              ? id + " is no longer verified. Its existing live keys stay valid."
              : id + " is verified: " + level.word() + ".");
      return 0;
    }
  }

  private static ObjectNode json(Account account) {
    ObjectNode node = Json.object();
    node.put("id", account.id());
    node.put("name", account.name());
    node.put("verification", account.verification().word());
    node.put("created_at", Json.time(account.createdAt()));
    return node;
  }
}
