package com.remitflex.features.webhooks.deliveries;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.events.EventStore.Place;
import com.remitflex.platform.database.lists.Position;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One event for one endpoint.
 *
 * @param seq number of the event within the account
 * @param subject ID of the object that the event is about
 * @param attempts the number of all attempts
 * @param tries the attempts since it began or was replayed
 * @param startedAt when the schedule of its attempts began
 * @param dueAt when the next attempt is due; meaningless once it has ended
 * @param repeats whether it is delivered once more when it has arrived, as a test asked
 */
public record Delivery(
    HeadId head,
    String endpointId,
    long seq,
    String eventId,
    String eventType,
    String subject,
    Status status,
    long attempts,
    long tries,
    Instant createdAt,
    Instant startedAt,
    Instant dueAt,
    Optional<Instant> endedAt,
    Optional<Long> lastStatus,
    Optional<String> lastError,
    boolean repeats) {
  /** Whether it has arrived. */
  public enum Status {
    PENDING,
    DELIVERED,
    UNDELIVERABLE;

    public static final List<String> WORDS = Arrays.stream(values()).map(Status::word).toList();

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    public static Status of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /** Identifies a delivery. */
  public record Key(String endpointId, long seq) {}

  public Key key() {
    return new Key(endpointId, seq);
  }

  /** When the next attempt is due; empty once it has ended. */
  public Optional<Instant> nextAttemptAt() {
    return status == Status.PENDING ? Optional.of(dueAt) : Optional.empty();
  }

  /** The place of its event. */
  public Place place() {
    return new Place(head, seq);
  }

  /** Its position in the list of the endpoint's deliveries. */
  Position position() {
    return new Position(createdAt, seq);
  }
}
