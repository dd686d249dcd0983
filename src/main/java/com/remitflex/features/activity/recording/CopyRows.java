package com.remitflex.features.activity.recording;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Rows in the binary format of COPY (PostgreSQL documentation, COPY, "Binary Format"). */
final class CopyRows {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };
  private static final int HEADER_BYTES = 64;
  private static final int NULL = -1;
  private static final short END = -1;
  private static final byte JSONB_VERSION = 1;

  /** PostgreSQL counts microseconds from the year 2000. */
  private static final long EPOCH_SECOND = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

  private final int columns;
  private byte[] bytes;
  private int length;
  private int rows;

  /**
   * No rows.
   *
   * @param columns how many values each row has
   * @param capacity how many bytes the rows are expected to take
   */
  CopyRows(int columns, int capacity) {
    this.columns = columns;
    this.bytes = new byte[HEADER_BYTES + capacity];
    System.arraycopy(SIGNATURE, 0, bytes, 0, SIGNATURE.length);
    length = SIGNATURE.length;
    // No flags, and no extension of the header.
    putInt(0);
    putInt(0);
  }

  /** Begins a row; its values follow in the order of the columns. */
  CopyRows row() {
    rows++;
    putShort(columns);
    return this;
  }

  boolean isEmpty() {
    return rows == 0;
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
    int start = beginValue();
    put(JSONB_VERSION);
    putUtf8(value.get());
    endValue(start);
    return this;
  }

  /** A text, also of type json. What PostgreSQL cannot store is replaced by U+FFFD. */
  CopyRows text(String value) {
    int start = beginValue();
    putUtf8(value);
    endValue(start);
    return this;
  }

  private CopyRows nothing() {
    putInt(NULL);
    return this;
  }

  /** Sends the rows; the caller commits. */
  void send(Connection connection, String copy) throws SQLException {
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
  }

  /** Leaves room for the length of a value, which {@link #endValue} sets. */
  private int beginValue() {
    putInt(0);
    return length;
  }

  private void endValue(int start) {
    int end = length;
    length = start - Integer.BYTES;
    putInt(end - start);
    length = end;
  }

  private void putUtf8(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    if (!isAscii(utf8, value) || value.indexOf('\0') >= 0) {
      utf8 = storable(value).getBytes(StandardCharsets.UTF_8);
    }
    ensure(utf8.length);
    System.arraycopy(utf8, 0, bytes, length, utf8.length);
    length += utf8.length;
  }

  /** Whether each character is one byte; only copies and comparisons, which take no time. */
  private static boolean isAscii(byte[] utf8, String value) {
    return utf8.length == value.length()
        && new String(utf8, StandardCharsets.ISO_8859_1).equals(value);
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
