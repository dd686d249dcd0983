package com.remitflex.features.rails.signer.keys;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The private keys of a signer, for tests that search for them where they must not be. */
public final class KeySecrets {
  private KeySecrets() {}

  /** The keys by the names of their files. */
  public static Map<String, byte[]> of(Path directory, String passphrase) {
    SignerFiles files = new SignerFiles(directory);
    Map<String, byte[]> secrets = new LinkedHashMap<>();
    for (String name :
        List.of(SignerFiles.TREASURY, SignerFiles.relayer(1), SignerFiles.DEPOSITS)) {
      try (SigningKey key =
          KeystoreJson.read(name, files.read(name)).decrypt(name, passphrase.toCharArray())) {
        secrets.put(name, key.secret());
      }
    }
    return secrets;
  }
}
