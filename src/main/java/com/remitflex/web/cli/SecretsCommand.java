package com.remitflex.web.cli;

import com.remitflex.features.apikeys.lifecycle.PepperRotation;
import com.remitflex.platform.secrets.Secrets;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** `secrets`: the pepper, and its rotation. */
@Command(
    name = "secrets",
    mixinStandardHelpOptions = true,
    description = "Rotate the pepper. The API keys do not change.")
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
      description = "Show which pepper is in use, and which peppers this machine has.")
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
      description = "Create the file of the next pepper. It is not used until `rotate`.")
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
        "Activate the newest pepper and rewrite every hash and MAC under it, while the platform"
            + " runs. The API keys do not change.",
        "If it is interrupted, run it again."
      })
  int rotate() throws InterruptedException {
    try (CommandContext tools = workshop.open()) {
      long written =
          new PepperRotation(tools.database(), tools.hasher(), tools.trail()).run(Console::tell);
      written += tools.people().seedReencryption().run();
      int version = tools.hasher().current();
      Console.print("Pepper " + version + " is in use; " + written + " rows were written anew.");
      Console.print(
          "Next: set REMITFLEX_PEPPER_LEAST=" + version + " on every node and start them anew.");
      return 0;
    }
  }
}
