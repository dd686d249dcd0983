package com.remitflex.platform.secrets;

import static org.apache.commons.codec.digest.DigestUtils.sha256Hex;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Encrypts the secrets of a backup anew, with a key that is derived at once: as later versions may,
 * since the file says what its key takes.
 */
public final class CheapSeal {
  private CheapSeal() {}

  /** Replaces the file in the backup, and its checksum. */
  public static void replace(Path backup, String passphrase) throws IOException {
    Path file = backup.resolve("secrets.enc");
    Path sums = backup.resolve("SHA256SUMS");
    byte[] sealed = Files.readAllBytes(file);
    byte[] cheap =
        SealedSecrets.seal(SealedSecrets.open(sealed, passphrase).orElseThrow(), passphrase, 64, 1);
    Files.write(file, cheap);
    Files.writeString(sums, Files.readString(sums).replace(sha256Hex(sealed), sha256Hex(cheap)));
  }
}
