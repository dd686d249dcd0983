package com.remitflex.web.dashboard.forms;

import com.remitflex.features.apikeys.lifecycle.SecretCipher;
import com.remitflex.platform.access.IdempotencyKey;
import com.remitflex.platform.ids.Environment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The token of one form of one page, as a browser has sent it back. Only the page has the token
 * itself: what is stored is found by its hash, and opens under a key that is derived from it.
 */
public final class FormToken implements SecretCipher {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Optional<String> account;
  private final Optional<Environment> environment;
  private final byte[] hash;
  private final byte[] key;

  /**
   * A token that was checked.
   *
   * @param account that the page showed
   * @param environment that the page showed
   * @param hash what is stored of it
   * @param key 32 bytes that only the token and the server's secret give
   */
  FormToken(Optional<String> account, Optional<Environment> environment, byte[] hash, byte[] key) {
    this.account = account;
    this.environment = environment;
    this.hash = hash;
    this.key = key;
  }

  public Optional<String> account() {
    return account;
  }

  public Optional<Environment> environment() {
    return environment;
  }

  @Override
  public byte[] tokenHash() {
    return hash;
  }

  /** The name of the form's command in the account's own scope of idempotency keys. */
  public IdempotencyKey idempotencyKey() {
    return IdempotencyKey.ofText(
        "form_" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
  }

  /** Where the form was sent and what it held; without the token nothing can be tried out on it. */
  public byte[] fingerprint(String path, Form form) {
    StringBuilder text = new StringBuilder(path);
    for (Map.Entry<String, java.util.List<String>> field : form.fields().entrySet()) {
      if (!field.getKey().equals(CrossSite.FIELD)) {
        text.append('\0').append(field.getKey());
        field.getValue().forEach(value -> text.append('\0').append('=').append(value));
      }
    }
    return FormTokens.hmac(key, "fingerprint", text.toString());
  }

  @Override
  public byte[] encrypt(String keyId, String secret) {
    return seal(keyId, secret.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Optional<String> decrypt(String keyId, byte[] sealed) {
    return opened(keyId, sealed).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Encrypts something so that it opens with this token, and under this name alone. */
  public byte[] seal(String name, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, name, nonce, plain).orElseThrow();
    return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
  }

  /** Empty when this token did not seal it under this name. */
  public Optional<byte[]> opened(String name, byte[] sealed) {
    return sealed.length <= NONCE_BYTES
        ? Optional.empty()
        : cipher(
            Cipher.DECRYPT_MODE,
            name,
            Arrays.copyOf(sealed, NONCE_BYTES),
            Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
  }

  private Optional<byte[]> cipher(int mode, String name, byte[] nonce, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance(CIPHER);
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(hash);
      cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
      return Optional.of(cipher.doFinal(input));
    } catch (AEADBadTagException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
