package com.remitflex;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.features.members.People;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.DatabaseStartException;
import com.remitflex.platform.ids.Environment;
import com.remitflex.web.cli.Console;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** `up`: the server. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Start the platform, with the embedded PostgreSQL unless REMITFLEX_DATABASE_URL is set.",
      "Settings are environment variables; docs/operations/settings.md lists them."
    })
final class UpCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(UpCommand.class);

  @Override
  public Integer call() throws InterruptedException {
    Config config = Config.read(System.getenv());
    requireFreePort(config.port());
    Storage storage = Storage.start(config, Console::tell);
    App app;
    try {
      // Only once it listens: what is shown once must not be made by a start that then fails.
      app =
          new App(config, storage, (port, keys) -> greet(port, firstSteps(config, storage, keys)));
    } catch (RuntimeException e) {
      storage.close();
      throw bindFault(config.port(), e);
    }
    warnOfRoot();
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(() -> stop(app, storage)));
    Thread.currentThread().join();
    return 0;
  }

  /** An attacker who takes over a process of root controls the whole machine. */
  private static void warnOfRoot() {
    if (System.getProperty("user.name").equals("root")) {
      LOG.warn(
          "RemitFlex runs as root, which it does not need: an attacker who takes over this process"
              + " controls the whole machine. Create a user for it (useradd --system --create-home"
              + " remitflex), give that user the data directory (chown -R), and start RemitFlex as"
              + " that user.");
    }
  }

  /** Ends the process: a stop that was asked for is a success, whatever signal asked. */
  private static void stop(App app, Storage storage) {
    int status = 0;
    try (storage;
        app) {
      Console.tell("Stopping: requests under way are answered first ...");
    } catch (RuntimeException | Error e) {
      status = 1;
      Console.tell("Could not stop cleanly: " + e);
    }
    Console.tell("Stopped.");
    Runtime.getRuntime().halt(status);
  }

  /** Found out before anything is started, so that nothing has to be undone. */
  private static void requireFreePort(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      socket.setReuseAddress(true);
    } catch (BindException e) {
      throw portInUse(port, e);
    } catch (IOException e) {
      throw new DatabaseStartException(
          "Cannot listen on port " + port + ": " + e.getMessage() + ". Set REMITFLEX_PORT.", e);
    }
  }

  /** A port that was taken after it was found free is the same fault. */
  private static RuntimeException bindFault(int port, RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return portInUse(port, cause);
      }
    }
    return failure;
  }

  private static DatabaseStartException portInUse(int port, Throwable cause) {
    return new DatabaseStartException(
        "Port " + port + " is in use: stop what uses it, or set REMITFLEX_PORT.", cause);
  }

  private record FirstSteps(AccountOpening.First opened, String key) {}

  private static Optional<FirstSteps> firstSteps(
      Config config, Storage storage, ApiKeyService keys) {
    return new AccountOpening(storage.database(), storage.trail())
        .openFirst("My business", config.ownerEmail(), People::createOwner)
        .map(opened -> {
          HeadId head = new HeadId(opened.account().id(), Environment.SANDBOX);
          return new FirstSteps(
              opened,
              keys.create(head, NewKey.of(Scope.WRITE, "first sandbox key"))
                  .orElseThrow()
                  .secret());
        });
  }

  private static void greet(int port, Optional<FirstSteps> first) {
    // This machine's own address: the public one may be reachable through a proxy alone.
    String base = "http://localhost:" + port;
    Console.print("");
    Console.print("RemitFlex is running.");
    Console.print("");
    Console.print("  API      " + base + "/v1   (loopback only: no certificate is configured)");
    Console.print("  Dashboard " + base + "/dashboard");
    Console.print("  Docs     " + base + "/docs, " + base + "/openapi.json");
    Console.print("  Health   " + base + "/healthz, " + base + "/readyz");
    first.ifPresentOrElse(steps -> greetFirst(base, steps), UpCommand::greetAgain);
    Console.print("");
    Console.print("Ctrl-C stops it.");
  }

  private static void greetFirst(String base, FirstSteps steps) {
    Console.print("");
    Console.print("  Account  " + steps.opened().account().id());
    Console.print("  Owner    " + steps.opened().ownerEmail());
    Console.print("  Password " + steps.opened().password() + "   (shown only this once)");
    Console.print("");
    Console.print("  Sandbox key, scope write, shown only this once:");
    Console.print("");
    Console.print("    " + steps.key());
    Console.print("");
    Console.print("  Your first payment:");
    Console.print("");
    Console.print("    curl -X POST " + base + "/v1/payments \\");
    Console.print("      -H \"Authorization: Bearer " + steps.key() + "\" \\");
    Console.print("      -H \"Content-Type: application/json\" \\");
    Console.print("      -d '{\"amount\": 100, \"currency\": \"USDC\"}'");
  }

  private static void greetAgain() {
    Console.print("");
    Console.print(
        "  A new key: ./remitflex keys create --environment sandbox --scope write"
            + " --name NAME");
  }
}
