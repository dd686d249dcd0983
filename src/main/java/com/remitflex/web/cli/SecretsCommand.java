package com.remitflex.web.cli;

import com.remitflex.features.apikeys.signing.PepperRotation;
import com.remitflex.platform.secrets.Secrets;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** `secrets`: the pepper, and its rotation. */
@Command(
    name = "secrets",
    mixinStandardHelpOptions = true,
    description = "Rotate the pepper without touching the keys.")
public final class SecretsCommand {
  private final CommandContextFactory workshop;
  private final Supplier<Path> directory;

  /**
   * The commands.
   *
   * @param directory where the files of the peppers are
   */
  public SecretsCommand(CommandContextFactory workshop, Supplier<Path> directory) {
    this.workshop = workshop;
    this.directory = directory;
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Tell which pepper is in use, and which this machine has.")
  int status() {
    try (CommandContext tools = workshop.open()) {
      Console.print("In use: pepper " + tools.hasher().current() + ".");
      Console.print("This machine has peppers 1 to " + tools.hasher().loaded() + ".");
      Console.print(
          tools.hasher().loaded() > tools.hasher().current()
              ? "Next: give the newest to every node, start them anew, then ./remitflex secrets"
                  + " rotate."
              : "To rotate: ./remitflex secrets prepare.");
      return 0;
    }
  }

  @Command(
      name = "prepare",
      mixinStandardHelpOptions = true,
      description = "Make the file of the next pepper. It is not in use until `rotate`.")
  int prepare() {
    try (CommandContext tools = workshop.open()) {
      Path file = Secrets.prepare(tools.hasher(), directory.get());
      Console.print("Made " + file.toAbsolutePath() + ".");
      Console.print(
          "Copy it to the REMITFLEX_SECRETS_DIR of every node (mode 0600), start the nodes anew,"
              + " one after another, then run ./remitflex secrets rotate.");
      return 0;
    }
  }

  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = {
        "Put the newest pepper into use and write every hash and seal anew under it, while the"
            + " platform runs. No key changes.",
        "Can be run again whenever it was interrupted."
      })
  int rotate() throws InterruptedException {
    try (CommandContext tools = workshop.open()) {
      long written =
          new PepperRotation(tools.database(), tools.hasher(), tools.trail()).run(Console::tell);
      written += tools.people().seeds().sealAnew();
      int version = tools.hasher().current();
      Console.print("Pepper " + version + " is in use; " + written + " rows were written anew.");
      Console.print(
          "Next: set REMITFLEX_PEPPER_LEAST=" + version + " on every node and start them anew.");
      return 0;
    }
  }
}
