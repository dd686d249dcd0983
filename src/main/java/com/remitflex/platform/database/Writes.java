package com.remitflex.platform.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/** Multi-row writes to any number of tables that are sent in one round trip. */
public final class Writes {
  private static final String COMMIT = ";COMMIT";

  private final List<Batch.Part> parts = new ArrayList<>();

  private final Handle handle;

  private Writes(Handle handle) {
    this.handle = handle;
  }

  /** A COMMIT was sent and got no response: the transaction may have been committed or not. */
  public static final class UnansweredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnansweredException(Throwable cause) {
      super(cause);
    }
  }

  /**
   * Sends all writes that `adding` adds.
   *
   * @throws LostRowException if a statement did not write all of its rows
   */
  public static void send(Handle handle, Consumer<Writes> adding) {
    added(handle, adding).send();
  }

  /**
   * Sends all writes that `adding` adds and then the COMMIT, in one round trip. PostgreSQL runs the
   * COMMIT only if each statement has written all of its rows.
   *
   * @throws UnansweredException if the transaction may have been committed
   */
  public static void commit(Handle handle, Consumer<Writes> adding) {
    Writes writes = added(handle, adding);
    if (writes.parts.stream().allMatch(Batch.Part::canCheckItself)) {
      writes.sendWithCommit();
    } else {
      writes.send();
    }
    try {
      // Only what was not sent with its COMMIT is still open.
      handle.commit();
    } catch (RuntimeException | Error e) {
      throw new UnansweredException(e);
    }
  }

  private static Writes added(Handle handle, Consumer<Writes> adding) {
    Writes writes = new Writes(handle);
    adding.accept(writes);
    return writes;
  }

  /** Adds rows, to be written after those added before; each of them must be written. */
  public <T> void add(Batch<T> batch, List<T> rows) {
    if (!rows.isEmpty()) {
      parts.add(batch.part(rows));
    }
  }

  /** The configuration of the handle, set by {@link Database#configure}. */
  public <C extends JdbiConfig<C>> C config(Class<C> type) {
    return handle.getConfig(type);
  }

  private void send() {
    if (parts.isEmpty()) {
      return;
    }
    String sql = parts.stream().map(Batch.Part::sql).collect(Collectors.joining(";\n"));
    try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
      int index = 1;
      for (Batch.Part part : parts) {
        index = part.bind(statement, index);
      }
      statement.execute();
      for (Batch.Part part : parts) {
        int written = statement.getUpdateCount();
        if (written != part.rows()) {
          throw new LostRowException(part.sql(), part.rows(), written);
        }
        statement.getMoreResults();
      }
    } catch (SQLException e) {
      throw new UnableToExecuteStatementException(e, null);
    }
  }

  private void sendWithCommit() {
    if (parts.isEmpty()) {
      return;
    }
    String sql = parts.stream().map(Batch.Part::checkedSql).collect(Collectors.joining(";\n"));
    boolean isSent = false;
    try (PreparedStatement statement = handle.getConnection().prepareStatement(sql + COMMIT)) {
      int index = 1;
      for (Batch.Part part : parts) {
        index = part.bindChecked(statement, index);
      }
      isSent = true;
      statement.execute();
    } catch (SQLException e) {
      if (isSent && !hasFailed()) {
        throw new UnansweredException(e);
      }
      throw new UnableToExecuteStatementException(e, null);
    } catch (RuntimeException | Error e) {
      if (isSent) {
        throw new UnansweredException(e);
      }
      throw e;
    }
  }

  /** Whether the transaction is still open, as a failed one: then its COMMIT was skipped. */
  private boolean hasFailed() {
    try {
      BaseConnection connection = handle.getConnection().unwrap(BaseConnection.class);
      return !connection.isClosed() && connection.getTransactionState() == TransactionState.FAILED;
    } catch (SQLException e) {
      return false;
    }
  }
}
