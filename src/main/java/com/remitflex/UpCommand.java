package com.remitflex;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.features.members.People;
import com.remitflex.features.rails.demo.DemoChain;
import com.remitflex.features.rails.demo.DemoChainException;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.DatabaseStartException;
import com.remitflex.platform.http.server.Listener;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.jobs.HeapShrinker;
import com.remitflex.web.cli.Console;
import com.remitflex.web.cli.demo.DemoGreeting;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** `up`: the server. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Start the platform, with the embedded PostgreSQL unless REMITFLEX_DATABASE_URL is set.",
      "Settings are environment variables, listed in docs/operations/settings.md."
    })
final class UpCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(UpCommand.class);

  @Option(
      names = "--demo-chain",
      description = {
        "Also start a chain on this machine, with a token called USDC, to try out live payments.",
        "Nothing on it has any value. It is kept in the data directory and stops with the platform."
      })
  private boolean demoChain;

  @Override
  public Integer call() throws InterruptedException {
    Config config = Config.read(System.getenv());
    requireFreePorts(config);
    if (demoChain) {
      requireDemoChain(config);
    }
    Storage storage = Storage.start(config, Console::notice);
    Optional<DemoChain> chain = Optional.empty();
    App app;
    try {
      chain = demoChain ? Optional.of(startDemoChain(config)) : chain;
      app = start(config, storage, chain);
    } catch (RuntimeException e) {
      chain.ifPresent(DemoChain::close);
      storage.close();
      throw startFailure(config, e);
    }
    warnOfRoot();
    // It ends with the process, whose heap it is.
    HeapShrinker.create().start();
    AutoCloseable last = chain.<AutoCloseable>map(one -> one).orElse(() -> {});
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().name("shutdown").unstarted(() -> stop(app, last, storage)));
    Thread.currentThread().join();
    return 0;
  }

  private static App start(Config given, Storage storage, Optional<DemoChain> chain) {
    Config config =
        chain.map(one -> Config.read(Main.merged(System.getenv(), one.settings()))).orElse(given);
    // Only once the server listens: a failed start must not create secrets that are shown once.
    return new App(
        config,
        storage,
        started -> greet(config, started, firstSteps(config, storage, started.keys()), chain));
  }

  /** Where RemitFlex is installed, as the launcher says. */
  private static Path home() {
    return Path.of(System.getProperty("remitflex.home", ""));
  }

  private static DemoChain startDemoChain(Config config) {
    return DemoChain.start(home(), config.dataDirectory(), Console::notice);
  }

  /** Checks what can be checked before anything is started. */
  private static void requireDemoChain(Config config) {
    if (!config.networks().isEmpty() || config.signer().isPresent()) {
      throw new DemoChainException(
          "--demo-chain brings its own network and signer. Unset REMITFLEX_NETWORKS_FILE and"
              + " REMITFLEX_SIGNER, or start without --demo-chain.");
    }
    DemoChain.requireInstalled(home());
  }

  /** An attacker who takes over a process of root controls the whole machine. */
  private static void warnOfRoot() {
    if (System.getProperty("user.name").equals("root")) {
      LOG.warn(
          "RemitFlex runs as root, which is not necessary: an attacker who takes over this process"
              + " controls the whole machine. Create a user for it (useradd --system --create-home"
              + " remitflex), make that user the owner of the data directory (chown -R), and start"
              + " RemitFlex as that user.");
    }
  }

  /** Ends the process; a requested stop is a success, whichever signal requested it. */
  private static void stop(App app, AutoCloseable chain, Storage storage) {
    int status = 0;
    try (storage;
        chain;
        app) {
      Console.notice("Stopping: completing the requests in flight ...");
    } catch (Exception | Error e) {
      status = 1;
      Console.notice("RemitFlex did not stop cleanly: " + e);
    }
    Console.notice("Stopped.");
    Runtime.getRuntime().halt(status);
  }

  /** Checks the ports before anything is started. */
  private static void requireFreePorts(Config config) {
    Listener listener = config.listener();
    requireFreePort(listener.address(), listener.port(), "REMITFLEX_PORT", "REMITFLEX_LISTEN");
    requireFreePort(
        InetAddress.getLoopbackAddress(), config.managementPort(), "REMITFLEX_MANAGEMENT_PORT");
  }

  private static void requireFreePort(InetAddress address, int port, String... settings) {
    try (ServerSocket socket = new ServerSocket(port, 1, address)) {
      socket.setReuseAddress(true);
    } catch (BindException e) {
      throw portInUse("Port " + port + " is in use", settings[0], e);
    } catch (IOException e) {
      throw new DatabaseStartException(
          "Cannot listen on port "
              + port
              + " of "
              + address.getHostAddress()
              + ": "
              + e.getMessage()
              + ". Set "
              + String.join(" and ", settings)
              + ".",
          e);
    }
  }

  /** The same error for a port that was taken after the check. */
  private static RuntimeException startFailure(Config config, RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return portInUse(
            "Port "
                + config.listener().port()
                + (config.managementPort() == 0 ? "" : " or " + config.managementPort())
                + " is in use",
            "REMITFLEX_PORT",
            cause);
      }
    }
    return failure;
  }

  private static DatabaseStartException portInUse(String what, String setting, Throwable cause) {
    return new DatabaseStartException(
        what + ". Stop the program that uses it, or set " + setting + ".", cause);
  }

  record FirstSteps(AccountOpening.First opened, String key) {}

  static Optional<FirstSteps> firstSteps(Config config, Storage storage, ApiKeyService keys) {
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

  private static void greet(
      Config config, App.Started started, Optional<FirstSteps> first, Optional<DemoChain> chain) {
    Listener listener = config.listener();
    // A certificate is valid for the public name. Without one, the local address is printed, since
    // the public one may be reachable only through a proxy.
    String base = listener.isTls() ? config.publicUrl() : listener.localUrl(started.port());
    Console.print("");
    Console.print("RemitFlex is running.");
    Console.print("");
    Console.print("  API      " + base + "/v1" + remark(listener));
    Console.print("  Dashboard " + base + "/dashboard");
    Console.print("  Docs     " + base + "/docs, " + base + "/openapi.json");
    Console.print("  Health   " + base + "/healthz, " + base + "/readyz");
    Console.print(
        "  Metrics  http://localhost:"
            + started.managementPort()
            + "/metrics   (this machine only)");
    first.ifPresentOrElse(steps -> greetFirst(base, steps), UpCommand::greetReturning);
    chain.ifPresent(one ->
        new DemoGreeting(one, started.accounts(), started.depositAddresses(), started.keys())
            .print());
    Console.print("");
    Console.print("Press Ctrl-C to stop it.");
  }

  private static String remark(Listener listener) {
    if (listener.isTls()) {
      return "";
    }
    return listener.isLocal()
        ? "   (loopback only: no certificate is configured)"
        : "   (plain HTTP, for the trusted proxies and this machine only)";
  }

  private static void greetFirst(String base, FirstSteps steps) {
    Console.print("");
    Console.print("  Account  " + steps.opened().account().id());
    Console.print("  Owner    " + steps.opened().ownerEmail());
    Console.print("  Password " + steps.opened().password() + "   (shown only once)");
    Console.print("");
    Console.print("  Sandbox key with scope write, shown only once:");
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

  private static void greetReturning() {
    Console.print("");
    Console.print(
        "  To create a key: ./remitflex keys create --environment sandbox --scope write"
            + " --name NAME");
  }
}
