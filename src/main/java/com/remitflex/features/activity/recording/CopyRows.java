package com.remitflex.features.activity.recording;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Rows in the binary format of COPY (PostgreSQL documentation, COPY, "Binary Format"), in an array
 * that is used again.
 */
final class CopyRows {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final int MIN_BYTES = 64 * 1024;
  private static final int NULL = -1;
  private static final short END = -1;
  private static final byte JSONB_VERSION = 1;

  /** PostgreSQL counts microseconds from the year 2000. */
  private static final long EPOCH_SECOND = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

  /** A larger array is not kept for the next rows. */
  private static final int MAX_KEPT_BYTES = 4 * 1024 * 1024;

  private final String copy;
  private final int columns;
  private byte[] bytes = new byte[MIN_BYTES];
  private int length;
  private int rows;

  /**
   * No rows.
   *
   * @param copy the statement that reads them
   * @param columns how many values each row has
   */
  CopyRows(String copy, int columns) {
    this.copy = copy;
    this.columns = columns;
    clear();
  }

  /** Removes all rows. */
  void clear() {
    if (bytes.length > MAX_KEPT_BYTES) {
      bytes = new byte[MIN_BYTES];
    }
    System.arraycopy(SIGNATURE, 0, bytes, 0, SIGNATURE.length);
    length = SIGNATURE.length;
    // No flags, and no extension of the header.
    putInt(0);
    putInt(0);
    rows = 0;
  }

  /** Begins a row; its values follow in the order of the columns. */
  CopyRows row() {
    rows++;
    putShort(columns);
    return this;
  }

  CopyRows bigint(long value) {
    putInt(Long.BYTES);
    putLong(value);
    return this;
  }

  CopyRows bool(boolean value) {
    putInt(1);
    put((byte) (value ? 1 : 0));
    return this;
  }

  CopyRows time(Instant value) {
    return bigint((value.getEpochSecond() - EPOCH_SECOND) * 1_000_000 + value.getNano() / 1_000);
  }

  CopyRows optionalText(Optional<String> value) {
    return value.isPresent() ? text(value.get()) : nothing();
  }

  CopyRows optionalJsonb(Optional<String> value) {
    if (value.isEmpty()) {
      return nothing();
    }
    byte[] utf8 = utf8(value.get());
    putInt(1 + utf8.length);
    put(JSONB_VERSION);
    putUtf8(utf8);
    return this;
  }

  /** A text, also of type json. What PostgreSQL cannot store is replaced by U+FFFD. */
  CopyRows text(String value) {
    return text(utf8(value));
  }

  /** A text in UTF-8 that PostgreSQL can store. */
  CopyRows text(byte[] utf8) {
    putInt(utf8.length);
    putUtf8(utf8);
    return this;
  }

  private CopyRows nothing() {
    putInt(NULL);
    return this;
  }

  /** Sends the rows, if there are any, and removes them; the caller commits. */
  void send(Connection connection) throws SQLException {
    if (rows == 0) {
      return;
    }
    putShort(END);
    CopyIn in = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
    try {
      in.writeToCopy(bytes, 0, length);
      in.endCopy();
    } finally {
      if (in.isActive()) {
        in.cancelCopy();
      }
    }
    clear();
  }

  private void putUtf8(byte[] utf8) {
    ensure(utf8.length);
    System.arraycopy(utf8, 0, bytes, length, utf8.length);
    length += utf8.length;
  }

  /** A text in UTF-8. What PostgreSQL cannot store is replaced by U+FFFD. */
  static byte[] utf8(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return isPlain(utf8, value) ? utf8 : storable(value).getBytes(StandardCharsets.UTF_8);
  }

  /** Whether each byte is a character: Java writes an unpaired surrogate as a question mark. */
  private static boolean isPlain(byte[] utf8, String value) {
    if (utf8.length != value.length()) {
      return false;
    }
    for (byte one : utf8) {
      if (one == 0 || one == '?') {
        return false;
      }
    }
    return true;
  }

  /** The text without NUL, which PostgreSQL rejects, and without unpaired surrogates. */
  private static String storable(String value) {
    StringBuilder storable = new StringBuilder(value.length());
    value
        .codePoints()
        .map(c ->
            c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? '\uFFFD' : c)
        .forEach(storable::appendCodePoint);
    return storable.toString();
  }

  private void putShort(int value) {
    ensure(Short.BYTES);
    bytes[length++] = (byte) (value >> 8);
    bytes[length++] = (byte) value;
  }

  private void putInt(int value) {
    putShort(value >> 16);
    putShort(value);
  }

  private void putLong(long value) {
    putInt((int) (value >> 32));
    putInt((int) value);
  }

  private void put(byte value) {
    ensure(1);
    bytes[length++] = value;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
