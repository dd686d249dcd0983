package com.remitflex.core.events;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.events.EventStore.Place;
import com.remitflex.platform.access.SimulatedDelivery;
import com.remitflex.platform.database.Batch;
import com.remitflex.platform.database.Reads;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The simulated_event table: one row for each event of a request that asked for it. */
public final class SimulatedEventStore {
  private static final Batch<SimulatedEvent> INSERT =
      Batch.<SimulatedEvent>insert("simulated_event")
          .text("account_id", e -> e.head().accountId())
          .text("environment", e -> e.head().environment().word())
          .text("subject", SimulatedEvent::subject)
          .bigint("seq", SimulatedEvent::seq)
          .bool("is_twice", e -> e.delivery().isTwice())
          .bool("is_late", e -> e.delivery().isLate())
          .time("created_at", SimulatedEvent::createdAt)
          .build();

  /** An hour is longer than the life of a payment in the sandbox. */
  private static final Batch<Event> OF_EVENTS =
      Batch.<Event>statement(
              """
              SELECT v.account_id, v.environment, v.seq, bool_or(s.is_twice) AS is_twice,
                bool_or(s.is_late AND s.seq = v.seq) AS is_late
              FROM :rows JOIN simulated_event s ON s.account_id = v.account_id
                AND s.environment = v.environment AND s.subject = v.subject AND s.seq <= v.seq
              WHERE s.created_at > statement_timestamp() - interval '1 hour'
              GROUP BY v.account_id, v.environment, v.seq
              """)
          .text("account_id", e -> e.head().accountId())
          .text("environment", e -> e.head().environment().word())
          .text("subject", Event::subject)
          .bigint("seq", Event::seq)
          .build();

  /** An event for which a request has asked something. */
  private record Found(Place place, SimulatedDelivery delivery) {
    static Found of(ResultSet row) throws SQLException {
      HeadId head =
          new HeadId(row.getString("account_id"), Environment.of(row.getString("environment")));
      return new Found(
          new Place(head, row.getLong("seq")),
          new SimulatedDelivery(row.getBoolean("is_twice"), row.getBoolean("is_late")));
    }
  }

  private SimulatedEventStore() {}

  public static void write(Writes writes, List<SimulatedEvent> events) {
    writes.add(INSERT, events);
  }

  /** Those of these events for which something is simulated; costs nothing without the sandbox. */
  public static Map<Place, SimulatedDelivery> of(Handle handle, Collection<Event> events) {
    Set<Event> sandbox =
        events.stream()
            .filter(event -> event.head().environment() == Environment.SANDBOX)
            .collect(Collectors.toSet());
    return sandbox.isEmpty()
        ? Map.of()
        : Reads.one(handle, reads -> reads.add(OF_EVENTS, sandbox, Found::of)).stream()
            .collect(Collectors.toMap(Found::place, Found::delivery));
  }

  /** Deletes those that no longer have an effect; returns their number. */
  public static int deleteBefore(Handle handle, Instant before) {
    return handle
        .createUpdate("DELETE FROM simulated_event WHERE created_at < :before")
        .bind("before", before.atOffset(ZoneOffset.UTC))
        .execute();
  }
}
