package com.remitflex.features.activity.recording;

import com.remitflex.features.activity.recording.RequestCopy.Row;
import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.platform.database.SqlErrorKind;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests that are written by one COMMIT, or by further tries after a fault; each is then there
 * once. One that the database refuses for what it is does not keep back the others.
 */
final class RequestBatch {
  private static final Logger LOG = LoggerFactory.getLogger(RequestBatch.class);

  /** So often a batch is refused as a whole; then each request is tried by itself. */
  private static final int MOST_REFUSALS = 3;

  /** Held by each transaction to its end, so that the next try waits for its outcome. */
  private final String lock;

  private final Consumer<LoggedRequest> givenUp;

  private final Deque<Row> rows = new ArrayDeque<>();
  private int refusals;
  private boolean outcomeUnknown;

  /**
   * An empty batch.
   *
   * @param nodeId under which the process holds its lock
   * @param givenUp notified of each request that the database rejects
   */
  RequestBatch(String nodeId, Consumer<LoggedRequest> givenUp) {
    this.lock = nodeId;
    this.givenUp = givenUp;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  int size() {
    return rows.size();
  }

  /** Takes the next requests, when those before are written. */
  void add(Collection<Row> more) {
    rows.addAll(more);
  }

  /**
   * Writes all; what a fault leaves over is written by the next call.
   *
   * @param connection without auto-commit
   * @return how many the database refused, which are given up
   */
  int write(Connection connection) throws SQLException, IOException {
    if (outcomeUnknown) {
      RequestCopy.lock(connection, lock);
      if (RequestCopy.isWritten(connection, rows.getFirst().request())) {
        written(connection, refusals < MOST_REFUSALS ? rows.size() : 1);
      }
    }
    try {
      if (refusals < MOST_REFUSALS) {
        write(connection, rows.size());
        refusals = 0;
        return 0;
      }
      return writeEach(connection);
    } catch (SQLException e) {
      if (isRefusal(e)) {
        refusals++;
      }
      throw e;
    }
  }

  private int writeEach(Connection connection) throws SQLException, IOException {
    int refused = 0;
    while (!rows.isEmpty()) {
      try {
        write(connection, 1);
      } catch (SQLException e) {
        if (!isRefusal(e)) {
          throw e;
        }
        connection.rollback();
        Row row = rows.removeFirst();
        LOG.error(
            "{} is not on record: the database rejects it ({})",
            row.request().id(),
            e.getSQLState());
        givenUp.accept(row.request());
        row.mark().settle();
        refused++;
      }
    }
    refusals = 0;
    return refused;
  }

  /** Writes the first ones in a transaction. */
  private void write(Connection connection, int many) throws SQLException, IOException {
    if (many == 0) {
      return;
    }
    List<Row> first = rows.stream().limit(many).toList();
    outcomeUnknown = false;
    RequestCopy.lock(connection, lock);
    RequestCopy.write(connection, first);
    outcomeUnknown = true;
    written(connection, many);
  }

  private void written(Connection connection, int many) throws SQLException {
    connection.commit();
    outcomeUnknown = false;
    for (int i = 0; i < many; i++) {
      rows.removeFirst().mark().settle();
    }
  }

  private static boolean isRefusal(SQLException failure) {
    return SqlErrorKind.find(failure).filter(fault -> fault == SqlErrorKind.DATA).isPresent();
  }
}
