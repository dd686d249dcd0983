package com.remitflex.web.cli.signer;

import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.features.rails.signer.keys.Passphrase;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Where the passphrase comes from; never from an argument, which every user of the machine can
 * read.
 *
 * @param file the option, which takes precedence
 */
record PassphraseSource(Map<String, String> environment, Optional<Path> file) {
  private static final String VARIABLE = "REMITFLEX_SIGNER_PASSPHRASE";

  /** The passphrase, which the caller overwrites. */
  char[] read() {
    return configured().orElseGet(() -> typed("Passphrase: "));
  }

  /** A new passphrase: a typed one is asked for twice. */
  char[] choose() {
    Optional<char[]> configured = configured();
    if (configured.isPresent()) {
      return configured.get();
    }
    char[] first = typed("New passphrase, at least 12 characters: ");
    char[] second = typed("The same again: ");
    boolean isSame = Arrays.equals(first, second);
    Arrays.fill(second, '\0');
    if (!isSame) {
      Arrays.fill(first, '\0');
      throw new SignerException("The two passphrases differ. Nothing was created.");
    }
    return first;
  }

  private Optional<char[]> configured() {
    return file.or(() -> Optional.ofNullable(environment.get(VARIABLE + "_FILE")).map(Path::of))
        .map(Passphrase::read)
        .or(() -> Optional.ofNullable(environment.get(VARIABLE)).map(String::toCharArray));
  }

  /** The terminal, if there is one. */
  static Optional<java.io.Console> terminal() {
    return Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal);
  }

  /** What is typed, without showing it. */
  static char[] typed(java.io.Console terminal, String prompt) {
    return Optional.ofNullable(terminal.readPassword("%s", prompt)).orElseGet(() -> new char[0]);
  }

  private static char[] typed(String prompt) {
    return terminal()
        .map(terminal -> typed(terminal, prompt))
        .orElseThrow(() ->
            new SignerException(
                "A passphrase is required. Name its file with --passphrase-file, set "
                    + VARIABLE
                    + "_FILE, or run the command on a terminal."));
  }
}
