package com.remitflex.features.activity.alerts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.AlertKind;
import com.remitflex.platform.database.lists.Position;
import java.time.Instant;
import java.util.List;

/**
 * Unusual use of a key.
 *
 * @param number sequence number of its event: its place among the account's alerts
 * @param hour the hour in which it was raised; there is at most one alert per key, kind and hour
 */
public record Alert(
    HeadId head,
    String id,
    long number,
    String keyId,
    AlertKind kind,
    Instant hour,
    Status status,
    Instant createdAt,
    AlertDetails details) {
  /** Whether a member of the account has acknowledged it. */
  public enum Status {
    OPEN("open"),
    ACKNOWLEDGED("acknowledged");

    static final List<String> WORDS = List.of(OPEN.word, ACKNOWLEDGED.word);

    private final String word;

    Status(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }

    static Status of(String word) {
      return word.equals(OPEN.word) ? OPEN : ACKNOWLEDGED;
    }
  }

  /** What there is at most one alert for. */
  record Slot(String keyId, AlertKind kind, Instant hour) {}

  Slot slot() {
    return new Slot(keyId, kind, hour);
  }

  /** Its position in the list of the account's alerts. */
  Position position() {
    return new Position(createdAt, number);
  }

  Alert with(Status other) {
    return new Alert(head, id, number, keyId, kind, hour, other, createdAt, details);
  }
}
