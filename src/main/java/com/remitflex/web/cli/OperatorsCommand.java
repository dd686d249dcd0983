package com.remitflex.web.cli;

import com.remitflex.features.members.operators.Operator;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.json.Json;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `operators`: the staff of the platform, who use the operator console. */
@Command(
    name = "operators",
    mixinStandardHelpOptions = true,
    description = "Add, list and remove the operators, who use the operator console.")
public final class OperatorsCommand {
  private static final String ROW = "%-8s  %-40s  %-24s  %s";

  private final CommandContextFactory contexts;

  public OperatorsCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description = {
        "Add an operator, and print the link with which the operator sets a password and a second"
            + " factor. The link works once and expires in 24 hours.",
        "Operators have logins of their own, which cannot use the Dashboard."
      })
  int add(
      @Parameters(paramLabel = "EMAIL", description = "Email address to sign in with.")
          String email,
      @Option(
              names = "--reset",
              description =
                  "Also for an operator who has lost the password or the second factor: replace"
                      + " the login and end its sessions.")
          boolean reset) {
    try (CommandContext context = contexts.open()) {
      String link = context.people().operators().add(email, reset, Actor.operator()).orElseThrow();
      Console.print("Give this link to the operator in a safe way. It works once, for 24 hours:");
      Console.print("");
      Console.print("  " + link);
      return 0;
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = {
        "List the operators, also those who were removed.",
        "`invited` means that the operator has not set up a second factor yet."
      })
  int list() {
    try (CommandContext context = contexts.open()) {
      List<Operator> operators = context.people().operators().list();
      if (operators.isEmpty()) {
        Console.print("No operators. Add one with ./remitflex operators add EMAIL.");
        return 0;
      }
      Console.print(ROW.formatted("STATUS", "EMAIL", "ADDED", "LAST SEEN"));
      operators.forEach(one ->
          Console.print(
              ROW.formatted(
                  one.status(),
                  one.person().email(),
                  Json.time(one.person().createdAt()),
                  one.lastSeenAt().map(Json::time).orElse("-"))));
      return 0;
    }
  }

  @Command(
      name = "remove",
      mixinStandardHelpOptions = true,
      description =
          "Remove an operator. All sessions of the operator end immediately, on every node.")
  int remove(
      @Parameters(paramLabel = "EMAIL", description = "Email address of the operator.")
          String email) {
    try (CommandContext context = contexts.open()) {
      String removed = context.people().operators().remove(email, Actor.operator()).orElseThrow();
      Console.print(removed + " is no longer an operator.");
      return 0;
    }
  }
}
