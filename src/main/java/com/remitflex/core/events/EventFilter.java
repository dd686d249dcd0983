package com.remitflex.core.events;

import com.remitflex.platform.database.SqlText;
import java.time.Instant;
import java.util.Optional;

/**
 * The conditions that the events of a list meet.
 *
 * @param subject ID of the object that the events are about
 * @param createdAfter inclusive
 * @param createdBefore exclusive
 */
public record EventFilter(
    Optional<String> type,
    Optional<String> subject,
    Optional<Instant> createdAfter,
    Optional<Instant> createdBefore) {
  /** Every event. */
  public static final EventFilter ALL =
      new EventFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** The events about one object. */
  public static EventFilter about(String subject) {
    return new EventFilter(
        Optional.empty(), Optional.of(subject), Optional.empty(), Optional.empty());
  }

  /** Whether the event meets the conditions other than those of time. */
  public boolean matches(Event event) {
    return type.filter(one -> !one.equals(event.type())).isEmpty()
        && subject.filter(one -> !one.equals(event.subject())).isEmpty();
  }

  /** Whether only a type limits the events, and no index finds it. */
  boolean isSearch() {
    return subject.isEmpty() && type.filter(EventTypes.FREQUENT::contains).isPresent();
  }

  /** Adds the conditions other than those of time to a query. */
  void addTo(SqlText sql) {
    subject.ifPresent(one -> sql.add(" AND subject = ?", one));
    type.ifPresent(one -> {
      sql.add(" AND type = ?", one);
      if (!EventTypes.FREQUENT.contains(one)) {
        // The condition of the index, which PostgreSQL cannot conclude from a parameter.
        sql.add(EventPageStore.NOT_FREQUENT);
      }
    });
  }
}
