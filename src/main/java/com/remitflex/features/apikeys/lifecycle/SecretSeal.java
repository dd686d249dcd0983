package com.remitflex.features.apikeys.lifecycle;

/** How a form keeps the secret that it makes: encrypted under a token that only its page has. */
public interface SecretSeal {
  /** What the server keeps of the token: 32 bytes. */
  byte[] tokenHash();

  /** The secret of this key, encrypted so that only the token opens it, and only for this key. */
  byte[] seal(String keyId, String secret);
}
