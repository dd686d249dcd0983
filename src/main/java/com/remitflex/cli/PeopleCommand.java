package com.remitflex.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `people`: who signs in to the Dashboard. */
@Command(
    name = "people",
    mixinStandardHelpOptions = true,
    description = "Help someone who cannot sign in to the Dashboard.")
public final class PeopleCommand {
  private final Workshop workshop;

  public PeopleCommand(Workshop workshop) {
    this.workshop = workshop;
  }

  @Command(
      name = "reset",
      mixinStandardHelpOptions = true,
      description =
          "Print a link by which a new password can be set, once and within an hour. For who gets"
              + " no e-mail.")
  int reset(
      @Parameters(paramLabel = "EMAIL", description = "With what the person signs in.")
          String email,
      @Option(
              names = "--second-factor",
              description = "Take the authenticator away too, for who has lost it.")
          boolean secondFactor) {
    try (Tools tools = workshop.open()) {
      String link = tools.people().passwordReset().byOperator(email, secondFactor);
      Console.print("Open this link within an hour; it works once:");
      Console.print("");
      Console.print("  " + link);
      return 0;
    }
  }
}
