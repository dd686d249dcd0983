package com.remitflex.features.rails.signer.keys;

import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.features.rails.signer.policy.PolicyTemplate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;

/**
 * Creates the directory of a signer. All files are written into a hidden directory next to it,
 * which then gets its name: the directory exists with all of its files or not at all.
 *
 * @param directory that must not exist, or be empty
 * @param relayers number of relayers
 * @param mnemonic of the deposit addresses; empty for a new one
 * @param cost of opening a keystore
 */
public record NewSigner(Path directory, int relayers, Optional<char[]> mnemonic, ScryptCost cost) {
  private static final int MIN_PASSPHRASE = 12;
  private static final int SECRET_BYTES = 32;

  public NewSigner {
    directory = directory.toAbsolutePath().normalize();
  }

  /**
   * What the operator must keep.
   *
   * @param mnemonic new words; empty if they were given
   */
  public record Created(SignerAddresses addresses, Optional<String> mnemonic) {}

  /**
   * Creates the directory.
   *
   * @param show is called before the directory gets its name, so that no signer exists whose
   *     mnemonic was not shown
   * @throws SignerException if the directory is in use or cannot be written
   */
  public void create(char[] passphrase, Consumer<Created> show) {
    requirePassphrase(passphrase);
    requireFree(directory);
    Path partial = directory.resolveSibling("." + directory.getFileName() + ".partial");
    try {
      SignerFiles.createParent(directory);
      try (SignerLock _ = begin(partial)) {
        try {
          show.accept(fill(new SignerFiles(partial), passphrase));
          SignerFiles.force(partial);
          requireFree(directory);
          Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
          SignerFiles.forceParent(directory);
        } finally {
          FileUtils.deleteDirectory(partial.toFile());
        }
      }
    } catch (IOException e) {
      throw new SignerException(
          "The signer in "
              + directory
              + " cannot be created: "
              + e.getMessage()
              + ". Check the permissions of its parent directory and the free disk space. Discard"
              + " a mnemonic that was already printed.",
          e);
    }
  }

  /** Requires that a passphrase is long enough. */
  private static void requirePassphrase(char[] passphrase) {
    if (passphrase.length < MIN_PASSPHRASE) {
      throw new SignerException(
          "The passphrase must have at least "
              + MIN_PASSPHRASE
              + " characters, because anyone who has the keystores can try passphrases.");
    }
  }

  /**
   * Requires that a signer can be created in this directory.
   *
   * @throws SignerException if it has files
   */
  public static void requireFree(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> content = Files.list(directory)) {
      if (content.findAny().isEmpty()) {
        return;
      }
    } catch (IOException e) {
      throw new SignerException(directory + " cannot be read.", e);
    }
    throw new SignerException(
        directory + " is not empty. Nothing was changed. Name a directory that does not exist.");
  }

  /** Deletes what an interrupted creation has left, and locks an empty directory. */
  private static SignerLock begin(Path partial) throws IOException {
    if (!Files.exists(partial)) {
      Files.createDirectory(
          partial,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    SignerLock lock =
        SignerLock.tryTake(partial)
            .orElseThrow(() ->
                new SignerException(
                    "Another command creates the same signer. Nothing was changed."));
    try (Stream<Path> left = Files.list(partial)) {
      for (Path file : left.toList()) {
        if (!SignerLock.isLock(file)) {
          Files.delete(file);
        }
      }
    }
    return lock;
  }

  private Created fill(SignerFiles files, char[] passphrase) throws IOException {
    String words = mnemonic.map(Mnemonic::checked).orElseGet(Mnemonic::create);
    List<SigningKey> keys = new ArrayList<>();
    for (int i = 0; i < relayers; i++) {
      keys.add(random());
    }
    try (SignerKeys all = new SignerKeys(random(), keys, Mnemonic.tree(words))) {
      SignerAddresses addresses = all.addresses();
      write(files, SignerFiles.TREASURY, all.treasury(), passphrase, cost);
      for (int i = 0; i < relayers; i++) {
        write(files, SignerFiles.relayer(i + 1), keys.get(i), passphrase, cost);
      }
      write(files, SignerFiles.DEPOSITS, all.depositKey(), passphrase, cost);
      files.write(SignerFiles.EXTENDED_PUBLIC_KEY, line(addresses.extendedPublicKey()));
      files.write(
          SignerFiles.POLICY,
          PolicyTemplate.text(addresses.treasury()).getBytes(StandardCharsets.UTF_8));
      files.write(SignerFiles.SECRET, line(secret()));
      return new Created(addresses, mnemonic.isPresent() ? Optional.empty() : Optional.of(words));
    }
  }

  private static void write(
      SignerFiles files, String name, SigningKey key, char[] passphrase, ScryptCost cost)
      throws IOException {
    files.write(name, line(KeystoreJson.text(Keystore.encrypt(key, passphrase, cost))));
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String secret() {
    byte[] secret = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(secret);
    return HexFormat.of().formatHex(secret);
  }

  private static SigningKey random() {
    byte[] secret = new byte[SECRET_BYTES];
    SecureRandom random = new SecureRandom();
    try {
      while (true) {
        random.nextBytes(secret);
        try {
          return SigningKey.of(secret);
        } catch (IllegalArgumentException oneIn2To127) {
          // The next number.
        }
      }
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }
}
