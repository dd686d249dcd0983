package com.remitflex.testing;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An authenticator app: RFC 6238 as its text has it, apart from the product's code. */
public final class Authenticator {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final byte[] seed;

  /** The app into which this key was typed. */
  public Authenticator(String key) {
    BigInteger number = BigInteger.ZERO;
    for (char c : key.toCharArray()) {
      number = number.shiftLeft(5).or(BigInteger.valueOf(BASE32.indexOf(c)));
    }
    byte[] bytes = number.shiftRight(key.length() * 5 % 8).toByteArray();
    int length = key.length() * 5 / 8;
    this.seed = new byte[length];
    int copied = Math.min(length, bytes.length);
    System.arraycopy(bytes, bytes.length - copied, seed, length - copied, copied);
  }

  /** The code of now, or of so many steps of 30 s later. */
  public String code(int stepsLater) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(seed, "HmacSHA1"));
      long step = System.currentTimeMillis() / 30_000 + stepsLater;
      byte[] hash = mac.doFinal(ByteBuffer.allocate(8).putLong(step).array());
      int offset = hash[19] & 15;
      byte[] four = Arrays.copyOfRange(hash, offset, offset + 4);
      four[0] &= 0x7f;
      return "%06d".formatted(new BigInteger(four).intValueExact() % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
