package com.remitflex.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/** Hashes of passwords as the product's, with little memory: what is tested is rarely the cost. */
public final class CheapHash {
  private CheapHash() {}

  /** The text that is stored, which says what the hash costs. */
  public static String of(String password) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    byte[] salt = "salt of a test".getBytes(UTF_8);
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withMemoryAsKB(64)
            .withIterations(1)
            .withParallelism(1)
            .withSalt(salt)
            .build());
    byte[] hash = new byte[32];
    generator.generateBytes(password.getBytes(UTF_8), hash);
    return "$argon2id$v=19$m=64,t=1,p=1$%s$%s"
        .formatted(base64.encodeToString(salt), base64.encodeToString(hash));
  }
}
