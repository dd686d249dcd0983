package com.remitflex.features.activity.alerts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.accounts.AlertKind;
import java.time.Instant;
import java.util.List;

/**
 * Something unusual about the use of a key.
 *
 * @param number of its event: its place in the order of the account's alerts
 * @param hour of which there is at most one of this kind
 * @param details a JSON object, by kind
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
    String details) {
  /** Whether someone has seen to it. */
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

  /** What there is one alert of. */
  record Slot(String keyId, AlertKind kind, Instant hour) {}

  Slot slot() {
    return new Slot(keyId, kind, hour);
  }

  Alert with(Status other) {
    return new Alert(head, id, number, keyId, kind, hour, other, createdAt, details);
  }
}
