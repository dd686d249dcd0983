package com.remitflex.platform.database;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * A statement about many rows, which it reads from one array a column: a write, or a query of the
 * rows with these keys.
 *
 * <p>PostgreSQL takes the elements of all arrays one by one, because `unnest` stands in the SELECT
 * list. In FROM, it would first copy each array into a table of its own.
 *
 * @param <T> what one row is made of
 */
public final class Batch<T> {
  /** What a value usually takes. */
  private static final int USUAL_BYTES = 40;

  private final String sql;
  private final boolean isInsert;
  private final List<Column<T>> columns;

  private Batch(String sql, boolean isInsert, List<Column<T>> columns) {
    this.sql = sql;
    this.isInsert = isInsert;
    this.columns = columns;
  }

  /** A plain insert into these columns. */
  public static <T> Columns<T> insert(String table) {
    return new Columns<>(
        (names, rows) -> "INSERT INTO " + table + " (" + names + ") " + rows, true);
  }

  /** A statement whose `:rows` is replaced by a table `v` with these columns. */
  public static <T> Columns<T> statement(String sql) {
    return new Columns<>((names, rows) -> sql.replace(":rows", "(" + rows + ") AS v"), false);
  }

  /** Runs the statement for these rows; returns the number of rows written. */
  public int write(Handle handle, List<T> rows) {
    if (rows.isEmpty()) {
      return 0;
    }
    try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
      part(rows).bind(statement, 1);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw new UnableToExecuteStatementException(e, null);
    }
  }

  private interface Shape {
    String sql(String names, String rows);
  }

  /** The statement with these rows, to be sent by {@link Writes} or {@link Reads}. */
  Part part(List<T> rows) {
    return new Part() {
      @Override
      public String sql() {
        return sql;
      }

      @Override
      public int rows() {
        return rows.size();
      }

      @Override
      public boolean isWhole() {
        return isInsert;
      }

      @Override
      public int bind(PreparedStatement statement, int first) throws SQLException {
        BaseConnection connection = statement.getConnection().unwrap(BaseConnection.class);
        BinaryValues values = new BinaryValues(rows.size() * USUAL_BYTES);
        int index = first;
        for (Column<T> column : columns) {
          statement.setArray(index++, column.array(connection, values, rows));
        }
        return index;
      }
    };
  }

  /** A statement with its rows. */
  interface Part {
    /** A statement without parameters. */
    static Part of(String sql) {
      return new Part() {
        @Override
        public String sql() {
          return sql;
        }

        @Override
        public int rows() {
          return 0;
        }

        @Override
        public int bind(PreparedStatement statement, int first) {
          return first;
        }

        @Override
        public boolean isWhole() {
          return false;
        }
      };
    }

    String sql();

    int rows();

    /** Sets the parameters from this index; returns the index after the last one. */
    int bind(PreparedStatement statement, int first) throws SQLException;

    /** Whether it writes all of its rows or fails, as a plain insert does. */
    boolean isWhole();

    /**
     * Whether {@link #checkedSql} is possible: PostgreSQL has no WITH that writes inside another.
     */
    default boolean canCheckItself() {
      return !sql().startsWith("WITH");
    }

    /** The statement, which fails if it does not write all of its rows. */
    default String checkedSql() {
      if (isWhole()) {
        return sql();
      }
      String begin = sql().lines().findFirst().orElseThrow().replace("'", "''");
      return "WITH written AS (%s RETURNING 1) SELECT require_rows(count(*), ?, '%s') FROM written"
          .formatted(sql(), begin);
    }

    /** As {@link #bind}, for the parameters of {@link #checkedSql}. */
    default int bindChecked(PreparedStatement statement, int first) throws SQLException {
      int index = bind(statement, first);
      if (!isWhole()) {
        statement.setLong(index++, rows());
      }
      return index;
    }
  }

  private record Column<T>(String name, PgType type, BiConsumer<BinaryValues, T> value) {
    String sql() {
      return "unnest(?::" + type.word + "[]) AS " + name;
    }

    /** The values of this column: an array of one dimension, whose first index is 1. */
    Array array(BaseConnection connection, BinaryValues array, List<T> rows) throws SQLException {
      array.clear();
      array.putInt(1);
      array.putInt(0);
      array.putInt(type.oid);
      array.putInt(rows.size());
      array.putInt(1);
      rows.forEach(row -> value.accept(array, row));
      return new PgArray(connection, type.arrayOid, array.toBytes());
    }
  }

  /** The columns of a batch, in order of addition. */
  public static final class Columns<T> {
    private final Shape shape;
    private final boolean isInsert;
    private final List<Column<T>> columns = new ArrayList<>();

    private Columns(Shape shape, boolean isInsert) {
      this.shape = shape;
      this.isInsert = isInsert;
    }

    public Columns<T> text(String name, Function<T, String> value) {
      return add(name, PgType.TEXT, (values, row) -> values.text(value.apply(row)));
    }

    public Columns<T> optionalText(String name, Function<T, Optional<String>> value) {
      return add(name, PgType.TEXT, (values, row) -> values.optionalText(value.apply(row)));
    }

    /** A column of type json. */
    public Columns<T> optionalJson(String name, Function<T, Optional<String>> value) {
      return add(name, PgType.JSON, (values, row) -> values.optionalText(value.apply(row)));
    }

    public Columns<T> json(String name, Function<T, String> value) {
      return add(name, PgType.JSON, (values, row) -> values.text(value.apply(row)));
    }

    public Columns<T> bigint(String name, ToLongFunction<T> value) {
      return add(name, PgType.BIGINT, (values, row) -> values.bigint(value.applyAsLong(row)));
    }

    public Columns<T> bool(String name, Predicate<T> value) {
      return add(name, PgType.BOOL, (values, row) -> values.bool(value.test(row)));
    }

    public Columns<T> optionalBigint(
        String name, Function<T, ? extends Optional<? extends Number>> value) {
      return add(
          name,
          PgType.BIGINT,
          (values, row) -> {
            Optional<? extends Number> number = value.apply(row);
            if (number.isPresent()) {
              values.bigint(number.get().longValue());
            } else {
              values.absent();
            }
          });
    }

    public Columns<T> numeric(String name, Function<T, BigDecimal> value) {
      return add(name, PgType.NUMERIC, (values, row) -> values.numeric(value.apply(row)));
    }

    public Columns<T> bytes(String name, Function<T, byte[]> value) {
      return add(name, PgType.BYTES, (values, row) -> values.bytes(value.apply(row)));
    }

    public Columns<T> time(String name, Function<T, Instant> value) {
      return add(name, PgType.TIME, (values, row) -> values.time(value.apply(row)));
    }

    public Columns<T> optionalTime(String name, Function<T, Optional<Instant>> value) {
      return add(name, PgType.TIME, (values, row) -> values.optionalTime(value.apply(row)));
    }

    private Columns<T> add(String name, PgType type, BiConsumer<BinaryValues, T> value) {
      columns.add(new Column<>(name, type, value));
      return this;
    }

    public Batch<T> build() {
      String names = String.join(", ", columns.stream().map(Column::name).toList());
      String rows = "SELECT " + String.join(", ", columns.stream().map(Column::sql).toList());
      return new Batch<>(shape.sql(names, rows), isInsert, List.copyOf(columns));
    }
  }

  /** The types of the columns of a batch, with the numbers that PostgreSQL gives them. */
  private enum PgType {
    TEXT("text", Oid.TEXT, Oid.TEXT_ARRAY),
    JSON("json", Oid.JSON, Oid.JSON_ARRAY),
    BIGINT("int8", Oid.INT8, Oid.INT8_ARRAY),
    NUMERIC("numeric", Oid.NUMERIC, Oid.NUMERIC_ARRAY),
    BOOL("bool", Oid.BOOL, Oid.BOOL_ARRAY),
    BYTES("bytea", Oid.BYTEA, Oid.BYTEA_ARRAY),
    TIME("timestamptz", Oid.TIMESTAMPTZ, Oid.TIMESTAMPTZ_ARRAY);

    final String word;
    final int oid;
    final int arrayOid;

    PgType(String word, int oid, int arrayOid) {
      this.word = word;
      this.oid = oid;
      this.arrayOid = arrayOid;
    }
  }
}
