package com.remitflex.web.dashboard.forms;

import com.remitflex.features.apikeys.lifecycle.SecretCipher;
import com.remitflex.features.members.forms.FormCipher;
import com.remitflex.platform.access.IdempotencyKey;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.Hmac;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The token of one form of one page, as a browser has submitted it. Only the page has the token
 * itself. The database has its hash, and responses encrypted under a key derived from the token.
 */
public final class FormToken implements SecretCipher, FormCipher {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  /** The name under which the texts that the form has made are encrypted. */
  private static final String MADE = "made";

  private final Optional<String> account;
  private final Optional<Environment> environment;
  private final byte[] hash;
  private final byte[] key;

  /**
   * A token.
   *
   * @param account ID of the account that the page showed; absent if it showed none
   * @param environment that the page showed; absent if it showed none
   * @param hash of the token, as the database has it
   * @param key 32 bytes, derived from the token and the server's secret
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

  /** The idempotency key under which the command of the form runs. */
  public IdempotencyKey idempotencyKey() {
    return IdempotencyKey.ofText(
        "form_" + Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
  }

  /** HMAC of the form's address and fields. Its key needs the token, so it cannot be guessed. */
  public byte[] fingerprint(String path, Form form) {
    StringBuilder text = new StringBuilder(path);
    for (Map.Entry<String, List<String>> field : form.fields().entrySet()) {
      if (!field.getKey().equals(CrossSite.FIELD)) {
        text.append('\0').append(field.getKey());
        field.getValue().forEach(value -> text.append('\0').append('=').append(value));
      }
    }
    return Hmac.ofTexts(key, "fingerprint", text.toString());
  }

  @Override
  public byte[] encrypt(String keyId, String secret) {
    return seal(keyId, secret.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Optional<String> decrypt(String keyId, byte[] sealed) {
    return openBytes(keyId, sealed).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public byte[] encryptMade(List<String> texts) {
    return seal(MADE, String.join("\n", texts).getBytes(StandardCharsets.UTF_8));
  }

  /** The texts that {@link #encryptMade} has encrypted under this token. */
  public Optional<List<String>> decryptMade(byte[] sealed) {
    return openBytes(MADE, sealed)
        .map(bytes -> List.of(new String(bytes, StandardCharsets.UTF_8).split("\n", -1)));
  }

  /** Encrypts bytes under this token and this name. */
  public byte[] seal(String name, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, name, nonce, plain).orElseThrow();
    return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
  }

  /** Decrypts bytes; empty if this token did not encrypt them under this name. */
  public Optional<byte[]> openBytes(String name, byte[] sealed) {
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
