package com.remitflex.web.cli.signer;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `signer`: the process that holds the keys of the chains. */
@Command(
    name = "signer",
    mixinStandardHelpOptions = true,
    description = {
      "Create and run the signer: the process that holds the keys of the chains, apart from the"
          + " platform.",
      "The passphrase is read from --passphrase-file, REMITFLEX_SIGNER_PASSPHRASE_FILE,"
          + " REMITFLEX_SIGNER_PASSPHRASE or the terminal, in this order."
    })
public final class SignerCommand {
  private final Map<String, String> environment;

  /**
   * The commands.
   *
   * @param environment the settings
   */
  public SignerCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Command(
      name = "init",
      mixinStandardHelpOptions = true,
      description = {
        "Create the directory of a signer: encrypted keys of the treasury, the relayers and the"
            + " deposit addresses, a policy that allows nothing yet, and a shared secret.",
        "Prints the mnemonic of the deposit addresses, only once, and the extended public key for"
            + " the networks file.",
        "Exit status 0: the directory is complete; 1: nothing was created."
      })
  int init(
      @Parameters(paramLabel = "DIR", description = "Directory that does not exist or is empty.")
          Path directory,
      @Option(
              names = "--relayers",
              paramLabel = "NUMBER",
              defaultValue = "1",
              description = "Number of relayers, which pay for gas (1 to 100; default 1).")
          int relayers,
      @Option(
              names = "--import-mnemonic",
              description =
                  "Use an existing mnemonic for the deposit addresses. It is read from the terminal"
                      + " without showing it, or from standard input.")
          boolean importMnemonic,
      @Option(
              names = "--light",
              description =
                  "Encrypt with scrypt at 4 MiB instead of 256 MiB. Use it only with a random"
                      + " passphrase.")
          boolean light,
      @Option(
              names = "--passphrase-file",
              paramLabel = "FILE",
              description = "File whose first line is the passphrase (mode 0600).")
          Optional<Path> passphraseFile) {
    return new InitJob(new PassphraseSource(environment, passphraseFile))
        .run(directory, relayers, importMnemonic, light);
  }

  @Command(
      name = "up",
      mixinStandardHelpOptions = true,
      description = {
        "Start the signer. It signs what its policy allows, for clients that have its shared"
            + " secret, until it is stopped.",
        "Exit status 0: it was stopped; 1: it could not start."
      })
  int up(
      @Parameters(paramLabel = "DIR", description = "Directory that `signer init` created.")
          Path directory,
      @Option(
              names = "--listen",
              paramLabel = "PLACE",
              description =
                  "unix:PATH or tls://ADDRESS:PORT. Default: the Unix socket `socket` in DIR.")
          Optional<String> listen,
      @Option(
              names = "--group",
              description = "Let the group of this process use the Unix socket too (mode 0660).")
          boolean group,
      @Option(
              names = "--certificate",
              paramLabel = "FILE",
              description = "PEM file of the certificate, with tls://.")
          Optional<Path> certificate,
      @Option(
              names = "--key",
              paramLabel = "FILE",
              description = "PEM file of the certificate's private key, with tls://.")
          Optional<Path> key,
      @Option(
              names = "--passphrase-file",
              paramLabel = "FILE",
              description = "File whose first line is the passphrase (mode 0600).")
          Optional<Path> passphraseFile)
      throws InterruptedException {
    SignerProcess process =
        SignerProcess.start(
            directory,
            new PassphraseSource(environment, passphraseFile),
            () -> ListenOption.parse(listen, directory).open(group, certificate, key));
    process.awaitStop();
    return 0;
  }
}
