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

/** Multi-row writes to any number of tables that are sent in one round trip. */
public final class Writes {
  private final List<Batch.Part> parts = new ArrayList<>();

  private final Handle handle;

  private Writes(Handle handle) {
    this.handle = handle;
  }

  /**
   * Sends all writes that `adding` adds.
   *
   * @throws LostRowException if a statement did not write all of its rows
   */
  public static void send(Handle handle, Consumer<Writes> adding) {
    Writes writes = new Writes(handle);
    adding.accept(writes);
    writes.send();
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
}
