package com.remitflex.features.activity.recording;

import com.remitflex.features.activity.requests.IndexedField;
import com.remitflex.features.activity.requests.LoggedRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Writes the request_index table: the hours in which values occur. It knows what this process has
 * committed, so that most batches have nothing to write.
 */
final class IndexWriter {
  /** The maximum number of known values; beyond it, all are forgotten, and written again. */
  private static final int MAX_KNOWN = 50_000;

  /** Rows are written in the order of the primary key, so that two nodes never deadlock. */
  private static final String WRITE =
      """
      INSERT INTO request_index AS i
        (account_id, environment, key_id, day, field, value, hours)
      SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::text[],
        ?::int[]) AS v (account_id, environment, key_id, day, field, value, hours)
      ORDER BY account_id, field, value, key_id, day
      ON CONFLICT (account_id, field, value, key_id, day)
        DO UPDATE SET hours = i.hours | excluded.hours
        WHERE i.hours | excluded.hours <> i.hours
      """;

  /** An hour of a key. */
  private record Place(String accountId, String environment, String keyId, Instant hour) {
    static Place of(LoggedRequest request) {
      return new Place(
          request.head().accountId(),
          request.head().environment().word(),
          request.keyId(),
          request.at().truncatedTo(ChronoUnit.HOURS));
    }

    Instant day() {
      return hour.truncatedTo(ChronoUnit.DAYS);
    }
  }

  private record Value(IndexedField field, String text) {}

  /** A row of the table, without its hours. */
  private record Row(
      String accountId, String environment, String keyId, Instant day, Value value) {}

  private final Map<Place, Set<Value>> known = new HashMap<>();
  private final Map<Place, Set<Value>> written = new HashMap<>();
  private int size;

  /** Begins with the requests of a new transaction. */
  void begin() {
    written.clear();
  }

  /** Writes what the index may lack of the added requests, in the transaction that writes them. */
  void write(Connection connection) throws SQLException {
    if (written.isEmpty()) {
      return;
    }
    Map<Row, Integer> hours = new HashMap<>();
    written.forEach((place, values) ->
        values.forEach(value -> hours.merge(row(place, value), 1 << hour(place), (a, b) -> a | b)));
    List<Map.Entry<Row, Integer>> rows = new ArrayList<>(hours.entrySet());
    try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
      set(statement, 1, "text", rows, row -> row.getKey().accountId());
      set(statement, 2, "text", rows, row -> row.getKey().environment());
      set(statement, 3, "text", rows, row -> row.getKey().keyId());
      set(statement, 4, "text", rows, row -> row.getKey().day().toString());
      set(statement, 5, "text", rows, row -> row.getKey().value().field().word());
      set(statement, 6, "text", rows, row -> row.getKey().value().text());
      set(statement, 7, "int4", rows, Map.Entry::getValue);
      statement.executeUpdate();
    }
  }

  /** Adds a request of this transaction. */
  void add(LoggedRequest request) {
    Place place = Place.of(request);
    Set<Value> before = known.getOrDefault(place, Set.of());
    for (IndexedField field : IndexedField.values()) {
      field.forEachValue(
          request,
          text -> {
            Value value = new Value(field, text);
            if (!before.contains(value)) {
              written.computeIfAbsent(place, missing -> new HashSet<>()).add(value);
            }
          });
    }
  }

  private static int hour(Place place) {
    return (int) ChronoUnit.HOURS.between(place.day(), place.hour());
  }

  private static Row row(Place place, Value value) {
    return new Row(place.accountId(), place.environment(), place.keyId(), place.day(), value);
  }

  private static void set(
      PreparedStatement statement,
      int parameter,
      String type,
      List<Map.Entry<Row, Integer>> rows,
      Function<Map.Entry<Row, Integer>, Object> value)
      throws SQLException {
    Object[] values = rows.stream().map(value).toArray();
    statement.setArray(parameter, statement.getConnection().createArrayOf(type, values));
  }

  /** The transaction is committed: what it has written is known from now on. */
  void committed() {
    if (size > MAX_KNOWN) {
      known.clear();
      size = 0;
    }
    written.forEach((place, values) -> {
      known.computeIfAbsent(place, missing -> new HashSet<>()).addAll(values);
      size += values.size();
    });
    written.clear();
  }
}
