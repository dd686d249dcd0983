package com.remitflex.web.cli;

import com.remitflex.features.apikeys.signing.PepperRotation;
import com.remitflex.features.exchange.quotes.QuoteService;
import com.remitflex.features.treasury.Treasury;
import com.remitflex.platform.secrets.Secrets;
import java.nio.file.Path;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** `secrets`: shows and rotates the pepper. */
@Command(
    name = "secrets",
    mixinStandardHelpOptions = true,
    description = "Show and rotate the pepper, without changing any key.")
public final class SecretsCommand {
  private final CommandContextFactory contexts;
  private final Supplier<Path> directory;

  /**
   * The commands.
   *
   * @param directory directory of the pepper files
   */
  public SecretsCommand(CommandContextFactory contexts, Supplier<Path> directory) {
    this.contexts = contexts;
    this.directory = directory;
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Show which pepper is in use, and which peppers this machine has.")
  int status() {
    try (CommandContext context = contexts.open()) {
      Console.print("In use: pepper " + context.hasher().current() + ".");
      Console.print("This machine has peppers 1 to " + context.hasher().loaded() + ".");
      Console.print(
          context.hasher().loaded() > context.hasher().current()
              ? "Next: copy the newest pepper to every node, restart the nodes, then run"
                  + " ./remitflex secrets rotate."
              : "To rotate the pepper, run ./remitflex secrets prepare.");
      return 0;
    }
  }

  @Command(
      name = "prepare",
      mixinStandardHelpOptions = true,
      description = "Create the file of the next pepper. It is not used before `rotate`.")
  int prepare() {
    try (CommandContext context = contexts.open()) {
      Path file = Secrets.prepare(context.hasher(), directory.get());
      Console.print("Created " + file.toAbsolutePath() + ".");
      Console.print(
          "Copy it to the REMITFLEX_SECRETS_DIR of every node (mode 0600), restart the nodes one"
              + " after another, then run ./remitflex secrets rotate.");
      return 0;
    }
  }

  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = {
        "Put the newest pepper into use and rewrite every hash and MAC with it, while the platform"
            + " runs. No key changes.",
        "If it is interrupted, run it again."
      })
  int rotate() throws InterruptedException {
    try (CommandContext context = contexts.open()) {
      long written =
          new PepperRotation(
                  context.database(),
                  context.hasher(),
                  context.trail(),
                  handle -> Treasury.signAgain(handle) + QuoteService.signAgain(handle))
              .run(Console::notice);
      written += context.people().seedReencryption().run();
      written += context.webhooks().reencrypt();
      int version = context.hasher().current();
      Console.print("Pepper " + version + " is in use. " + written + " rows were rewritten.");
      Console.print(
          "Next: set REMITFLEX_PEPPER_LEAST=" + version + " on every node, and restart the nodes.");
      return 0;
    }
  }
}
