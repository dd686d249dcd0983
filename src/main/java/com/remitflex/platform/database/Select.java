package com.remitflex.platform.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * A query that runs often: its text goes to the driver as it is, with `?` for each parameter, so
 * that each connection prepares it once. For a query that runs rarely, named parameters are easier
 * to read; {@link Handle#createQuery} has them.
 *
 * @param <T> what one row is read as
 */
public final class Select<T> {
  private final String sql;
  private final RowMapper<T> mapper;

  /** Reads the current row of a result. */
  @FunctionalInterface
  public interface RowMapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  private Select(String sql, RowMapper<T> mapper) {
    this.sql = sql;
    this.mapper = mapper;
  }

  /** A query with this text. */
  public static <T> Select<T> of(String sql, RowMapper<T> mapper) {
    return new Select<>(sql, mapper);
  }

  /** All rows, read within the transaction of a handle. */
  public List<T> list(Handle handle, Object... parameters) {
    try {
      return list(handle.getConnection(), parameters);
    } catch (SQLException e) {
      throw new UnableToExecuteStatementException(e, null);
    }
  }

  /** The first row, read within the transaction of a handle; empty if there is none. */
  public Optional<T> find(Handle handle, Object... parameters) {
    return list(handle, parameters).stream().findFirst();
  }

  List<T> list(Connection connection, Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, value(parameters[i]));
      }
      List<T> rows = new ArrayList<>();
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          rows.add(mapper.map(result));
        }
      }
      return rows;
    }
  }

  /** JDBC does not know the type {@link Instant}. */
  private static Object value(Object parameter) {
    return parameter instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : parameter;
  }
}
