package com.remitflex.features.rails.signer.log;

import com.remitflex.features.rails.signer.SignerException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the log. */
final class LogFile {
  private static final int MAX_LINE = 4096;

  private LogFile() {}

  /**
   * The content of the file.
   *
   * @param end position after the last complete line
   * @param torn number of bytes of an incomplete last line
   */
  record Content(SignedBefore signed, String lastHash, long end, Optional<Integer> torn) {}

  /**
   * Reads a file.
   *
   * @throws SignerException if a line is damaged that was complete
   */
  static Content read(Path file) throws IOException {
    SignedBefore signed = new SignedBefore();
    String hash = LogLine.NO_HASH;
    long end = 0;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (long number = 1; ; number++) {
        byte[] bytes = line(in);
        if (bytes.length == 0) {
          return new Content(signed, hash, end, Optional.empty());
        }
        if (isTorn(bytes)) {
          return torn(file, number, in, new Content(signed, hash, end, Optional.of(bytes.length)));
        }
        LogLine line = checked(file, number, hash, bytes);
        signed.add(LogEntryJson.read(line.json()));
        hash = line.hash();
        end += bytes.length;
      }
    }
  }

  /** The next bytes, up to a line end or the end of the file. */
  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int one = in.read(); one >= 0; one = in.read()) {
      bytes.write(one);
      if (one == '\n' || bytes.size() > MAX_LINE) {
        break;
      }
    }
    return bytes.toByteArray();
  }

  /** Without a line end, or with the zeros that a file system leaves where nothing was written. */
  private static boolean isTorn(byte[] line) {
    if (line.length > MAX_LINE || line[line.length - 1] != '\n') {
      return true;
    }
    for (byte one : line) {
      if (one == 0) {
        return true;
      }
    }
    return false;
  }

  /** Only the last line can be incomplete: what follows it was written after it was complete. */
  private static Content torn(Path file, long number, InputStream rest, Content content)
      throws IOException {
    if (rest.read() >= 0) {
      throw damaged(file, number);
    }
    return content;
  }

  private static LogLine checked(Path file, long number, String before, byte[] bytes) {
    String text = new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8);
    return LogLine.read(before, text).orElseThrow(() -> damaged(file, number));
  }

  private static SignerException damaged(Path file, long number) {
    return new SignerException(
        "Line "
            + number
            + " of "
            + file
            + " was changed or damaged. The signer refuses to start, because it could sign a"
            + " second payment with a nonce that it no longer finds. Restore the file from a copy"
            + " that contains every signature, or create a new signer and move the funds to it.");
  }
}
