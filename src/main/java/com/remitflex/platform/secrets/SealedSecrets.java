package com.remitflex.platform.secrets;

import com.remitflex.platform.database.DatabaseStartException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Files encrypted with a passphrase: AES-256-GCM under a key that Argon2id derives. The header,
 * which is authenticated too, has the parameters, so that later versions may raise them.
 */
public final class SealedSecrets {
  /** A passphrase can be tried offline by whoever has the backup. */
  private static final int MIN_PASSPHRASE = 12;

  private static final byte[] MAGIC = "RFSEAL01".getBytes(StandardCharsets.US_ASCII);
  private static final int MEMORY_KIB = 64 * 1024;
  private static final int ITERATIONS = 3;
  private static final int MAX_MEMORY_KIB = 1 << 20;
  private static final int MAX_ITERATIONS = 100;
  private static final int SALT_BYTES = 16;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int HEADER_BYTES = MAGIC.length + 8 + SALT_BYTES + NONCE_BYTES;

  private SealedSecrets() {}

  /**
   * The passphrase from the settings.
   *
   * @throws DatabaseStartException if it is shorter than 12 characters
   */
  public static Optional<String> passphrase(Optional<String> configured) {
    if (configured.filter(text -> text.length() < MIN_PASSPHRASE).isPresent()) {
      throw new DatabaseStartException(
          "REMITFLEX_BACKUP_PASSPHRASE must have at least "
              + MIN_PASSPHRASE
              + " characters, because anyone who has the backup can try passphrases.");
    }
    return configured;
  }

  /** Encrypts files, which are given by name. */
  public static byte[] seal(Map<String, byte[]> files, String passphrase) {
    return seal(files, passphrase, MEMORY_KIB, ITERATIONS);
  }

  /** As {@link #seal(Map, String)}, with a key that takes this much memory and time to derive. */
  static byte[] seal(Map<String, byte[]> files, String passphrase, int memoryKib, int iterations) {
    byte[] random = new byte[SALT_BYTES + NONCE_BYTES];
    new SecureRandom().nextBytes(random);
    byte[] header =
        ByteBuffer.allocate(HEADER_BYTES)
            .put(MAGIC)
            .putInt(memoryKib)
            .putInt(iterations)
            .put(random)
            .array();
    try {
      byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, header, passphrase).doFinal(zip(files));
      return ByteBuffer.allocate(header.length + encrypted.length)
          .put(header)
          .put(encrypted)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Decrypts the files; empty if the passphrase is wrong or the bytes were changed. */
  public static Optional<Map<String, byte[]>> open(byte[] sealed, String passphrase) {
    if (sealed.length < HEADER_BYTES
        || !Arrays.equals(MAGIC, Arrays.copyOf(sealed, MAGIC.length))) {
      return Optional.empty();
    }
    byte[] header = Arrays.copyOf(sealed, HEADER_BYTES);
    try {
      return Optional.of(
          unzip(
              cipher(Cipher.DECRYPT_MODE, header, passphrase)
                  .doFinal(sealed, HEADER_BYTES, sealed.length - HEADER_BYTES)));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, byte[] header, String passphrase)
      throws GeneralSecurityException {
    ByteBuffer fields = ByteBuffer.wrap(header).position(MAGIC.length);
    int memory = fields.getInt();
    int iterations = fields.getInt();
    if (memory < 8 || memory > MAX_MEMORY_KIB || iterations < 1 || iterations > MAX_ITERATIONS) {
      throw new GeneralSecurityException("damaged header");
    }
    byte[] salt = new byte[SALT_BYTES];
    byte[] nonce = new byte[NONCE_BYTES];
    fields.get(salt).get(nonce);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode,
        new SecretKeySpec(key(passphrase, salt, memory, iterations), "AES"),
        new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(header);
    return cipher;
  }

  private static byte[] key(String passphrase, byte[] salt, int memory, int iterations) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memory)
            .withIterations(iterations)
            .withParallelism(1)
            .withSalt(salt)
            .build());
    byte[] key = new byte[32];
    generator.generateBytes(passphrase.getBytes(StandardCharsets.UTF_8), key);
    return key;
  }

  private static byte[] zip(Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Map<String, byte[]> unzip(byte[] bytes) {
    Map<String, byte[]> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        files.put(entry.getName(), zip.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
