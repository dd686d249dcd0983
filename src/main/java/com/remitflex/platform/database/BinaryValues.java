package com.remitflex.platform.database;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.postgresql.util.ByteConverter;

/**
 * Values in PostgreSQL's binary format, each after its length, as arrays and COPY have them: no
 * text is formed here and parsed there.
 */
final class BinaryValues {
  private static final int NULL_LENGTH = -1;

  /** PostgreSQL counts microseconds from the year 2000. */
  private static final long EPOCH_SECOND = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();

  private byte[] bytes;
  private int length;

  /**
   * No values.
   *
   * @param expected the number of bytes to make room for
   */
  BinaryValues(int expected) {
    bytes = new byte[expected];
  }

  /** Removes all values, and keeps the room for the next ones. */
  void clear() {
    length = 0;
  }

  void absent() {
    putInt(NULL_LENGTH);
  }

  /** A value of type text or json. */
  void text(String value) {
    bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  void optionalText(Optional<String> value) {
    value.ifPresentOrElse(this::text, this::absent);
  }

  void bytes(byte[] value) {
    putInt(value.length);
    put(value);
  }

  void bigint(long value) {
    putInt(Long.BYTES);
    ensure(Long.BYTES);
    ByteConverter.int8(bytes, length, value);
    length += Long.BYTES;
  }

  void bool(boolean value) {
    putInt(1);
    ensure(1);
    ByteConverter.bool(bytes, length++, value);
  }

  void numeric(BigDecimal value) {
    bytes(ByteConverter.numeric(value));
  }

  /** A time, in the microseconds that PostgreSQL stores. */
  void time(Instant value) {
    bigint((value.getEpochSecond() - EPOCH_SECOND) * 1_000_000 + value.getNano() / 1_000);
  }

  void optionalTime(Optional<Instant> value) {
    value.ifPresentOrElse(this::time, this::absent);
  }

  // What stands around the values:

  void putShort(int value) {
    ensure(Short.BYTES);
    ByteConverter.int2(bytes, length, value);
    length += Short.BYTES;
  }

  void putInt(int value) {
    ensure(Integer.BYTES);
    ByteConverter.int4(bytes, length, value);
    length += Integer.BYTES;
  }

  void put(byte[] value) {
    ensure(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
  }
}
