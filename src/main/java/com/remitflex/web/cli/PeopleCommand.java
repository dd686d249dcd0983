package com.remitflex.web.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.team.Confirmations;
import com.remitflex.platform.json.Json;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `people`: the users of the Dashboard. */
@Command(
    name = "people",
    mixinStandardHelpOptions = true,
    description = "List the users of the Dashboard, and help a user who cannot sign in.")
public final class PeopleCommand {
  private final CommandContextFactory contexts;

  public PeopleCommand(CommandContextFactory contexts) {
    this.contexts = contexts;
  }

  @Command(
      name = "reset",
      mixinStandardHelpOptions = true,
      description =
          "Print a link to set a new password, for a user who receives no email. It works once and"
              + " expires in an hour. Lockouts after wrong passwords are removed.")
  int reset(
      @Parameters(paramLabel = "EMAIL", description = "Email address with which the user signs in.")
          String email,
      @Option(
              names = "--second-factor",
              description = "Also remove the authenticator of a user who has lost it.")
          boolean secondFactor) {
    try (CommandContext context = contexts.open()) {
      String link =
          context.people().passwordReset().createLinkByOperator(email, secondFactor).orElseThrow();
      Console.print("Open this link within an hour; it works once:");
      Console.print("");
      Console.print("  " + link);
      return 0;
    }
  }

  @Command(
      name = "confirm",
      mixinStandardHelpOptions = true,
      description = {
        "Confirm the address of a new login without email. Until its address is confirmed, a login"
            + " cannot use the Dashboard.",
        "First ask the owner of the address whether they created the login: anyone who has an"
            + " invitation link can create it. If they did not, use people reset instead."
      })
  int confirm(
      @Parameters(paramLabel = "EMAIL", description = "Email address with which the user signs in.")
          String email) {
    try (CommandContext context = contexts.open()) {
      Console.print(
          context.people().confirmations().confirmByOperator(email).orElseThrow()
              ? "Confirmed. " + email + " can use the Dashboard now."
              : "The address of " + email + " was confirmed before.");
      return 0;
    }
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "List the users of the Dashboard with their accounts, newest first.")
  int list(
      @Option(
              names = "--unconfirmed",
              description = "List only logins whose address is not confirmed.")
          boolean unconfirmed,
      @Option(names = "--json", description = "Print JSON.") boolean json) {
    try (CommandContext context = contexts.open()) {
      List<Confirmations.Listed> people = context.people().confirmations().list(unconfirmed);
      if (json) {
        ObjectNode list = Json.object();
        list.set("data", Json.array().addAll(people.stream().map(PeopleCommand::json).toList()));
        Console.print(Json.text(list));
      } else {
        printTable(people);
      }
      return 0;
    }
  }

  private static ObjectNode json(Confirmations.Listed one) {
    Person person = one.person();
    ObjectNode node = Json.object();
    node.put("id", person.id());
    node.put("email", person.email());
    node.put("name", person.name());
    node.put("confirmed", person.confirmed());
    node.put("second_factor", person.secondFactor());
    node.put("created_at", Json.time(person.createdAt()));
    ArrayNode accounts = node.putArray("accounts");
    one.memberships()
        .forEach(membership ->
            accounts
                .addObject()
                .put("account_id", membership.accountId())
                .put("role", membership.role().word()));
    return node;
  }

  private static void printTable(List<Confirmations.Listed> people) {
    if (people.isEmpty()) {
      Console.print("No users.");
      return;
    }
    String row = "%-24s  %-9s  %-40s  %s";
    Console.print(row.formatted("CREATED", "CONFIRMED", "EMAIL", "ACCOUNTS"));
    for (Confirmations.Listed one : people) {
      Console.print(
          row.formatted(
              Json.time(one.person().createdAt()),
              one.person().confirmed() ? "yes" : "no",
              one.person().email(),
              one.memberships().stream()
                  .map(membership -> membership.accountId() + " " + membership.role().word())
                  .collect(Collectors.joining(", "))));
    }
  }
}
