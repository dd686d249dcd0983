package com.remitflex.features.activity.recording;

import com.remitflex.features.activity.requests.LoggedRequest;
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
 * Writes the requests of a killed process that are missing in the history. Its transaction waits
 * for those of the process that may still be in progress in the database.
 */
public final class RequestReplay {
  private static final int MAX_BATCH = 1_000;

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
   * Begins a replay, in the transaction of the handle.
   *
   * @param nodeId ID of the killed process
   * @param oldest earlier requests have expired
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

  /** Adds a request. */
  public void add(SpooledRequest request) {
    if (request.answeredAt().isBefore(oldest)) {
      return;
    }
    if (request.burst().isEmpty()) {
      next.add(LoggedRequest.of(request.exchange(), request.owner(), request.answeredAt()));
      if (next.size() >= MAX_BATCH) {
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

  /** Writes the rest; returns how many rows were missing. */
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
      createPartitions();
      Set<String> existing = RequestCopy.written(connection, next);
      List<RequestCopy.Row> missing =
          next.stream()
              .filter(request -> !existing.contains(request.id()))
              .map(request -> RequestCopy.Row.of(request, Spool.Mark.NONE))
              .toList();
      if (!missing.isEmpty()) {
        new RequestCopy().write(connection, missing);
        written += missing.size();
      }
      next.clear();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void createPartitions() {
    for (LoggedRequest request : next) {
      LocalDate day = LocalDate.ofInstant(request.at(), ZoneOffset.UTC);
      if (days.add(day)) {
        PartitionStore.create(handle, day, day);
      }
    }
  }
}
