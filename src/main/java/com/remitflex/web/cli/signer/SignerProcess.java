package com.remitflex.web.cli.signer;

import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.rails.signer.SignerHealth;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.features.rails.signer.keys.SignerFiles;
import com.remitflex.features.rails.signer.service.LocalSigner;
import com.remitflex.features.rails.signer.wire.Listening;
import com.remitflex.features.rails.signer.wire.SharedSecret;
import com.remitflex.features.rails.signer.wire.SignerServer;
import com.remitflex.web.cli.Console;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.function.Supplier;

/** `signer up`: the signer and what it serves it with, until it is stopped. */
final class SignerProcess {
  private final LocalSigner signer;
  private final SignerServer server;

  private SignerProcess(LocalSigner signer, SignerServer server) {
    this.signer = signer;
    this.server = server;
  }

  /**
   * Starts the signer.
   *
   * @param listening is opened once the directory is locked
   */
  static SignerProcess start(
      Path directory, PassphraseSource source, Supplier<Listening> listening) {
    SharedSecret secret = SharedSecret.read(new SignerFiles(directory).secret());
    char[] passphrase = source.read();
    LocalSigner signer;
    try {
      signer = LocalSigner.open(directory, passphrase, Clock.systemUTC());
    } finally {
      Arrays.fill(passphrase, '\0');
    }
    try {
      SignerServer server = new SignerServer(listening.get(), signer, secret).start();
      SignerProcess process = new SignerProcess(signer, server);
      Runtime.getRuntime()
          .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(process::stop));
      process.greet();
      return process;
    } catch (RuntimeException e) {
      signer.close();
      throw e;
    }
  }

  private void greet() {
    Console.print("The signer is running.");
    Console.print("");
    Console.print("  Listens on " + server.place());
    if (signer.addresses() instanceof SignerReply.Done<SignerAddresses>(SignerAddresses own)) {
      Console.print("  Treasury   " + own.treasury().text());
      own.relayers().forEach(relayer -> Console.print("  Relayer    " + relayer.text()));
    }
    if (signer.health() instanceof SignerReply.Done<SignerHealth>(SignerHealth health)) {
      Console.print("  Signatures " + health.signatures() + " in the log");
      Console.print(
          "  Chains     "
              + (health.chainIds().isEmpty()
                  ? "none: the policy allows nothing yet"
                  : String.join(", ", health.chainIds().stream().map(String::valueOf).toList())));
      health.warnings().forEach(Console::notice);
    }
    Console.print("");
    Console.print("Press Ctrl-C to stop it.");
  }

  /** Waits forever: the process ends by a signal. */
  void awaitStop() throws InterruptedException {
    Thread.currentThread().join();
  }

  /** A requested stop is a success, whichever signal requested it. */
  private void stop() {
    server.close();
    signer.close();
    Console.notice("Stopped.");
    Runtime.getRuntime().halt(0);
  }
}
