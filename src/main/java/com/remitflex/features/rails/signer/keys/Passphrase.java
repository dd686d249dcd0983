package com.remitflex.features.rails.signer.keys;

import com.remitflex.features.rails.signer.SignerException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** The passphrase of the keystores, as characters that can be overwritten. */
public final class Passphrase {
  private static final int MAX_BYTES = 1_024;

  private Passphrase() {}

  /**
   * The first line of a file that no other user may read.
   *
   * @throws SignerException if it is empty, not UTF-8, or others may read it
   */
  public static char[] read(Path file) {
    byte[] bytes = SignerFiles.read(file);
    try {
      return of(file, bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static char[] of(Path file, byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != '\n' && bytes[end] != '\r') {
      end++;
    }
    if (end == 0 || end > MAX_BYTES) {
      throw new SignerException(file + " must contain the passphrase in its first line.");
    }
    CharBuffer decoded = CharBuffer.allocate(end);
    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end), decoded, true);
    char[] passphrase = Arrays.copyOf(decoded.array(), decoded.position());
    Arrays.fill(decoded.array(), '\0');
    return passphrase;
  }
}
