package com.remitflex.features.activity.recording;

import com.remitflex.features.activity.recording.RequestCopy.Row;
import com.remitflex.features.activity.requests.LoggedRequest;
import com.remitflex.platform.database.SqlErrorKind;
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
 * Requests that are written by one COMMIT. After an error the next call tries again, and writes
 * each request exactly once. A request whose values the database rejects does not prevent the
 * others.
 */
final class RequestBatch {
  private static final Logger LOG = LoggerFactory.getLogger(RequestBatch.class);

  /** After this number of rejections of the whole batch, each request is written alone. */
  private static final int MAX_REJECTIONS = 3;

  /** The advisory lock of each transaction, so that the next attempt waits for its outcome. */
  private final String lock;

  private final Consumer<LoggedRequest> onRejected;

  private final RequestCopy copy = new RequestCopy();
  private final Deque<Row> rows = new ArrayDeque<>();
  private int rejections;
  private boolean outcomeUnknown;

  /**
   * An empty batch.
   *
   * @param nodeId the name of the process's lock
   * @param onRejected notified of each request that the database rejects
   */
  RequestBatch(String nodeId, Consumer<LoggedRequest> onRejected) {
    this.lock = nodeId;
    this.onRejected = onRejected;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  int size() {
    return rows.size();
  }

  /** Adds requests, after those before are written. */
  void add(Collection<Row> more) {
    rows.addAll(more);
  }

  /**
   * Writes all requests; after an error the next call writes the rest.
   *
   * @param connection without auto-commit
   * @return how many the database rejected; they are not tried again
   */
  int write(Connection connection) throws SQLException {
    if (outcomeUnknown) {
      RequestCopy.lock(connection, lock);
      if (RequestCopy.isWritten(connection, rows.getFirst().request())) {
        written(connection, rejections < MAX_REJECTIONS ? rows.size() : 1);
      }
    }
    try {
      if (rejections < MAX_REJECTIONS) {
        write(connection, rows.size());
        rejections = 0;
        return 0;
      }
      return writeEach(connection);
    } catch (SQLException e) {
      if (isRejection(e)) {
        rejections++;
      }
      throw e;
    }
  }

  private int writeEach(Connection connection) throws SQLException {
    int rejected = 0;
    while (!rows.isEmpty()) {
      try {
        write(connection, 1);
      } catch (SQLException e) {
        if (!isRejection(e)) {
          throw e;
        }
        connection.rollback();
        Row row = rows.removeFirst();
        LOG.error(
            "{} is not recorded: the database rejects it ({})",
            row.request().id(),
            e.getSQLState());
        onRejected.accept(row.request());
        row.mark().settle();
        rejected++;
      }
    }
    rejections = 0;
    return rejected;
  }

  /** Writes the first requests in one transaction. */
  private void write(Connection connection, int count) throws SQLException {
    if (count == 0) {
      return;
    }
    List<Row> first = rows.stream().limit(count).toList();
    outcomeUnknown = false;
    RequestCopy.lock(connection, lock);
    copy.write(connection, first);
    outcomeUnknown = true;
    written(connection, count);
    copy.committed();
  }

  private void written(Connection connection, int count) throws SQLException {
    connection.commit();
    outcomeUnknown = false;
    for (int i = 0; i < count; i++) {
      rows.removeFirst().mark().settle();
    }
  }

  private static boolean isRejection(SQLException failure) {
    return SqlErrorKind.find(failure).filter(kind -> kind == SqlErrorKind.DATA).isPresent();
  }
}
