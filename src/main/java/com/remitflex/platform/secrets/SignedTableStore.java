package com.remitflex.platform.secrets;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * All rows of a table with row MACs in the column `row_mac`: signs them under a newer pepper, and
 * checks them.
 *
 * @param table its name
 * @param key columns of type text that identify a row
 * @param condition which rows count, in SQL
 * @param parts what the MAC of a row covers
 * @param fault says of the row with this key that it was changed or created outside RemitFlex
 */
public record SignedTableStore(
    String table,
    List<String> key,
    String condition,
    Parts parts,
    Function<List<String>, String> fault) {
  private static final int ROWS_PER_QUERY = 500;

  /** The rows of an account and environment are identified by these and an ID. */
  public static final List<String> HEAD = List.of("account_id", "environment");

  /** Reads the parts of a row's MAC. */
  @FunctionalInterface
  public interface Parts {
    List<byte[]> of(ResultSet row) throws SQLException;
  }

  private record Row(List<String> key, List<byte[]> parts, byte @Nullable [] mac) {}

  /** All rows of a table. */
  public static SignedTableStore of(
      String table, String id, Parts parts, Function<List<String>, String> fault) {
    return new SignedTableStore(
        table, Stream.concat(HEAD.stream(), Stream.of(id)).toList(), "true", parts, fault);
  }

  /** The parts of a MAC from texts. */
  public static List<byte[]> parts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /** Whether the table has a row. */
  public boolean hasRows(Handle handle) {
    return handle
        .createQuery("SELECT EXISTS (SELECT FROM " + table + ")")
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * Signs every row that has no MAC, in the transaction of the migration that adds the MACs; at any
   * later time this could sign a forgery.
   */
  public void signUnsigned(Handle handle) {
    sign(handle, row -> row.mac() == null);
  }

  /**
   * Signs every row that is signed under an older pepper again; returns the number of rows. Call it
   * outside a transaction, so that it never locks two rows.
   */
  public int signAgain(Handle handle) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    return sign(
        handle,
        row -> macs.isValid(row.mac(), row.parts()) && !macs.isCurrent(row.mac(), row.parts()));
  }

  /** One line for each row that was changed or created outside RemitFlex. */
  public List<String> violations(Handle handle) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    List<String> found = new ArrayList<>();
    List<Row> page = page(handle, firstKey());
    while (!page.isEmpty()) {
      page.stream()
          .filter(row -> !macs.isValid(row.mac(), row.parts()))
          .map(row -> fault.apply(row.key()))
          .forEach(found::add);
      page = page(handle, page.getLast().key());
    }
    return found;
  }

  private int sign(Handle handle, Predicate<Row> which) {
    PepperMac macs = handle.getConfig(PepperMac.class);
    int written = 0;
    List<Row> page = page(handle, firstKey());
    while (!page.isEmpty()) {
      for (Row row : page) {
        written += which.test(row) ? write(handle, row, macs.sign(row.parts())) : 0;
      }
      page = page(handle, page.getLast().key());
    }
    return written;
  }

  private List<String> firstKey() {
    return key.stream().map(column -> "").toList();
  }

  /** Writes the MAC of a row that has not been changed in the meantime. */
  private int write(Handle handle, Row row, byte[] mac) {
    String where =
        IntStream.range(0, key.size())
            .mapToObj(i -> key.get(i) + " = :key" + i)
            .collect(Collectors.joining(" AND "));
    try (Update update =
        handle.createUpdate(
            "UPDATE "
                + table
                + " SET row_mac = :mac WHERE "
                + where
                + " AND row_mac IS NOT DISTINCT FROM :before")) {
      for (int i = 0; i < key.size(); i++) {
        update.bind("key" + i, row.key().get(i));
      }
      return update.bind("mac", mac).bind("before", row.mac()).execute();
    }
  }

  private List<Row> page(Handle handle, List<String> after) {
    String columns = String.join(", ", key);
    String place =
        IntStream.range(0, key.size()).mapToObj(i -> ":key" + i).collect(Collectors.joining(", "));
    try (Query query =
        handle.createQuery(
            "SELECT * FROM %s WHERE %s AND (%s) > (%s) ORDER BY %s LIMIT %d"
                .formatted(table, condition, columns, place, columns, ROWS_PER_QUERY))) {
      for (int i = 0; i < key.size(); i++) {
        query.bind("key" + i, after.get(i));
      }
      return query.map((row, context) -> row(row)).list();
    }
  }

  private Row row(ResultSet row) throws SQLException {
    List<String> values = new ArrayList<>();
    for (String column : key) {
      values.add(row.getString(column));
    }
    return new Row(values, parts.of(row), row.getBytes("row_mac"));
  }
}
