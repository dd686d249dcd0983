package com.remitflex.features.activity.recording;

import com.remitflex.features.activity.requests.LoggedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Writes requests of a killed process into the history, those that are not there. In one
 * transaction that waits for what the process may still have under way in the database.
 */
public final class RequestReplay {
  private static final int AT_ONCE = 1_000;

  private final Handle handle;
  private final Connection connection;
  private final Instant oldest;
  private final List<LoggedRequest> next = new ArrayList<>();
  private final Map<String, Burst> bursts = new HashMap<>();
  private final Set<LocalDate> days = new HashSet<>();
  private int written;

  private RequestReplay(Handle handle, Instant oldest) {
    this.handle = handle;
    this.connection = handle.getConnection();
    this.oldest = oldest;
  }

  /**
   * Begins; in a transaction.
   *
   * @param nodeId of the killed process
   * @param oldest what is older is in no history any more
   */
  public static RequestReplay begin(Handle handle, String nodeId, Instant oldest) {
    RequestReplay replay = new RequestReplay(handle, oldest);
    try {
      RequestCopy.lock(replay.connection, nodeId);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return replay;
  }

  /** Takes a request. */
  public void add(SpooledRequest request) {
    if (request.answeredAt().isBefore(oldest)) {
      return;
    }
    if (request.burst().isEmpty()) {
      next.add(LoggedRequest.of(request.exchange(), request.owner(), request.answeredAt()));
      if (next.size() >= AT_ONCE) {
        write();
      }
      return;
    }
    bursts
        .computeIfAbsent(
            request.burst().get(),
            row -> new Burst(request.exchange(), request.owner(), request.answeredAt()))
        .add(request.exchange().client().ip(), true);
  }

  /** Writes what is left; returns how many rows were missing. */
  public int finish() {
    bursts.values().forEach(burst -> next.add(burst.row().request()));
    write();
    return written;
  }

  private void write() {
    if (next.isEmpty()) {
      return;
    }
    try {
      makeDays();
      Set<String> there = RequestCopy.written(connection, next);
      List<RequestCopy.Row> missing =
          next.stream()
              .filter(request -> !there.contains(request.id()))
              .map(request -> RequestCopy.Row.of(request, Spool.Mark.NONE))
              .toList();
      if (!missing.isEmpty()) {
        RequestCopy.write(connection, missing);
        written += missing.size();
      }
      next.clear();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void makeDays() {
    for (LoggedRequest request : next) {
      LocalDate day = LocalDate.ofInstant(request.at(), ZoneOffset.UTC);
      if (days.add(day)) {
        PartitionStore.make(handle, day, day);
      }
    }
  }
}
