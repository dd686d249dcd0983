package com.remitflex.features.members.signin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.BlockPool;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator.FixedBlockPool;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Password hashes: Argon2id in the PHC string format, with the parameters that OWASP's password
 * storage guide names (19 MiB, two passes, one lane).
 */
public final class Password {
  private static final Cost COST = new Cost(19 * 1024, 2, 1);
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final String ALPHABET =
      "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";
  private static final int GENERATED_LENGTH = 20;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Password() {}

  /** The parameters of a hash, which stand in its text: a later version may raise them. */
  private record Cost(int memoryKib, int passes, int lanes) {
    private static final Pattern TEXT = Pattern.compile("m=(\\d{1,6}),t=(\\d{1,2}),p=(\\d)");

    static Cost parse(String text) {
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("not the parameters of a hash");
      }
      return new Cost(
          Integer.parseInt(matcher.group(1)),
          Integer.parseInt(matcher.group(2)),
          Integer.parseInt(matcher.group(3)));
    }

    String text() {
      return "m=%d,t=%d,p=%d".formatted(memoryKib, passes, lanes);
    }
  }

  /**
   * The memory of hashes, in a class that is not used before the first hash.
   *
   * <p>To verify that a FixedBlockPool is a BlockPool, the JVM would open the signed jar that
   * contains them, and check its signature, at each start whose AOT cache has this class. A cast at
   * run time leaves it nothing to verify.
   */
  private static final class Memory {
    /**
     * Of a thread, used again for its next hash: allocated for each, it makes the collector pause
     * all requests. A hash clears it when it is done; it is freed with its thread.
     */
    static final ThreadLocal<BlockPool> OF_THREAD = ThreadLocal.withInitial(Memory::make);

    private Memory() {}

    static BlockPool make() {
      int blocks = Argon2BytesGenerator.getBlockCount(COST.memoryKib(), COST.lanes());
      return BlockPool.class.cast(new FixedBlockPool(blocks));
    }
  }

  /** A random password of 116 bits, without letters that are mistaken for one another. */
  public static String generate() {
    StringBuilder password = new StringBuilder();
    for (int i = 0; i < GENERATED_LENGTH; i++) {
      password.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return password.toString();
  }

  /** The hash of a password, by a thread that makes many: it keeps their memory. */
  public static String hash(String password) {
    return hash(password, Memory.OF_THREAD.get());
  }

  /** As {@link #hash(String)}, by a thread that may make no other, and live for long. */
  public static String hashOnce(String password) {
    return hash(password, Memory.make());
  }

  private static String hash(String password, BlockPool memory) {
    byte[] salt = random(SALT_BYTES);
    return text(salt, argon2(password, salt, COST, memory));
  }

  /** The text of a hash that no password has: checking it takes as long, making it no time. */
  public static String decoyHash() {
    return text(random(SALT_BYTES), random(HASH_BYTES));
  }

  private static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  private static String text(byte[] salt, byte[] hash) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$%s$%s$%s"
        .formatted(COST.text(), base64.encodeToString(salt), base64.encodeToString(hash));
  }

  /** Whether the password is the one of a hash by {@link #hash}, of this or another version. */
  public static boolean matches(String password, String hash) {
    String[] parts = hash.split("\\$", -1);
    Cost cost = Cost.parse(parts[3]);
    byte[] salt = Base64.getDecoder().decode(parts[4]);
    byte[] expected = Base64.getDecoder().decode(parts[5]);
    return MessageDigest.isEqual(argon2(password, salt, cost, Memory.OF_THREAD.get()), expected);
  }

  private static byte[] argon2(String password, byte[] salt, Cost cost, BlockPool memory) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withMemoryAsKB(cost.memoryKib())
            .withIterations(cost.passes())
            .withParallelism(cost.lanes())
            .withSalt(salt)
            .withBlockPool(memory)
            .build());
    byte[] hash = new byte[HASH_BYTES];
    generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
    return hash;
  }
}
