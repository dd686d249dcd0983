package com.remitflex.web.cli.signer;

import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.features.rails.signer.keys.NewSigner;
import com.remitflex.features.rails.signer.keys.ScryptCost;
import com.remitflex.web.cli.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** `signer init`. */
record InitJob(PassphraseSource passphrases) {
  private static final int MAX_RELAYERS = 100;
  private static final int MAX_MNEMONIC_BYTES = 1_024;

  int run(Path directory, int relayers, boolean isImport, boolean isLight) {
    if (relayers < 1 || relayers > MAX_RELAYERS) {
      throw new SignerException("--relayers must be from 1 to " + MAX_RELAYERS + ".");
    }
    NewSigner.requireFree(directory);
    char[] passphrase = passphrases.choose();
    Optional<char[]> mnemonic = Optional.empty();
    try {
      mnemonic = isImport ? Optional.of(mnemonic()) : Optional.empty();
      new NewSigner(directory, relayers, mnemonic, isLight ? ScryptCost.LIGHT : ScryptCost.STANDARD)
          .create(passphrase, InitJob::show);
    } finally {
      Arrays.fill(passphrase, '\0');
      mnemonic.ifPresent(words -> Arrays.fill(words, '\0'));
    }
    Console.print("");
    Console.print("Created the signer in " + directory.toAbsolutePath().normalize() + ".");
    Console.print(
        "Next: allow networks, tokens and amounts in policy.jsonc there, then run ./remitflex"
            + " signer up "
            + directory
            + ".");
    return 0;
  }

  private static void show(NewSigner.Created created) {
    SignerAddresses addresses = created.addresses();
    Console.print("  Treasury   " + addresses.treasury().text());
    for (int i = 0; i < addresses.relayers().size(); i++) {
      Console.print("  Relayer %-3d%s".formatted(i + 1, addresses.relayers().get(i).text()));
    }
    Console.print("  Deposits   " + addresses.extendedPublicKey());
    Console.print("             (the extended public key, for the networks file)");
    created
        .mnemonic()
        .ifPresent(words -> {
          Console.print("");
          Console.print(
              "  The mnemonic of the deposit addresses, shown only once. Write it on paper, and"
                  + " store it where no computer can read it:");
          Console.print("");
          Console.print("    " + words);
        });
  }

  /** The mnemonic from the terminal, without showing it, or from standard input. */
  private static char[] mnemonic() {
    Optional<java.io.Console> terminal = PassphraseSource.terminal();
    if (terminal.isPresent()) {
      return PassphraseSource.typed(terminal.get(), "Mnemonic of the deposit addresses: ");
    }
    try {
      return line(System.in).toCharArray();
    } catch (IOException e) {
      throw new SignerException("The mnemonic cannot be read from standard input.", e);
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int one = in.read(); one >= 0 && one != '\n'; one = in.read()) {
      bytes.write(one);
      if (bytes.size() > MAX_MNEMONIC_BYTES) {
        throw new IOException("too long");
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
