package com.remitflex.platform.database;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Queries of any number of tables that are sent in one round trip. PostgreSQL runs them one after
 * the other; at READ COMMITTED, each sees what had committed when the one before it ended, so that
 * a query that locks rows can be followed by those that read under its locks.
 */
public final class Reads {
  private final List<Asked<?>> asked = new ArrayList<>();

  /** What a query has found, once {@link #send} has returned. */
  public static final class Found<V> {
    private final List<V> rows = new ArrayList<>();

    public List<V> rows() {
      return rows;
    }

    /** The rows by their keys. */
    public <K> Map<K, V> by(Function<V, K> key) {
      Map<K, V> map = new HashMap<>();
      rows.forEach(row -> map.put(key.apply(row), row));
      return map;
    }
  }

  /** Reads a row with the configuration of the handle, for example to check its MAC. */
  @FunctionalInterface
  public interface SignedRowMapper<V> {
    V map(ResultSet row, Handle handle) throws SQLException;
  }

  private record Asked<V>(Batch.Part query, SignedRowMapper<V> mapper, Found<V> found) {
    void read(ResultSet result, Handle handle) throws SQLException {
      while (result.next()) {
        found.rows.add(mapper.map(result, handle));
      }
    }
  }

  /** Sends one query by itself. */
  public static <V> List<V> one(Handle handle, Function<Reads, Found<V>> adding) {
    Reads reads = new Reads();
    Found<V> found = adding.apply(reads);
    reads.send(handle);
    return found.rows();
  }

  /** Adds a query of the rows with these keys; without keys it finds nothing, and is not sent. */
  public <K, V> Found<V> add(Batch<K> query, Set<K> keys, Select.RowMapper<V> mapper) {
    return addSigned(query, keys, (row, handle) -> mapper.map(row));
  }

  /** As {@link #add(Batch, Set, Select.RowMapper)}, for rows with a MAC. */
  public <K, V> Found<V> addSigned(Batch<K> query, Set<K> keys, SignedRowMapper<V> mapper) {
    return keys.isEmpty() ? new Found<>() : add(query.part(List.copyOf(keys)), mapper);
  }

  /** Adds a query without parameters. */
  public <V> Found<V> add(String sql, Select.RowMapper<V> mapper) {
    return add(Batch.Part.of(sql), (row, handle) -> mapper.map(row));
  }

  private <V> Found<V> add(Batch.Part query, SignedRowMapper<V> mapper) {
    Found<V> found = new Found<>();
    asked.add(new Asked<>(query, mapper, found));
    return found;
  }

  public void send(Handle handle) {
    if (asked.isEmpty()) {
      return;
    }
    String sql = asked.stream().map(one -> one.query().sql()).collect(Collectors.joining(";\n"));
    try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
      int index = 1;
      for (Asked<?> one : asked) {
        index = one.query().bind(statement, index);
      }
      statement.execute();
      for (Asked<?> one : asked) {
        try (ResultSet result = statement.getResultSet()) {
          one.read(result, handle);
        }
        statement.getMoreResults();
      }
    } catch (SQLException e) {
      throw new UnableToExecuteStatementException(e, null);
    }
  }
}
