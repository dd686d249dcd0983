package com.remitflex.features.apikeys.lifecycle;

import java.util.Optional;

/** Encrypts a new secret under the token of the form that made it, so that its page can show it. */
public interface SecretCipher {
  /** What the server stores of the token: 32 bytes. */
  byte[] tokenHash();

  /** The secret of this key, encrypted so that only the token decrypts it, and for no other key. */
  byte[] encrypt(String keyId, String secret);

  /** The secret of this key; empty unless {@link #encrypt} made the bytes under this token. */
  Optional<String> decrypt(String keyId, byte[] encrypted);
}
