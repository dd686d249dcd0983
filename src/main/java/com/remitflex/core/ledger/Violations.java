package com.remitflex.core.ledger;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Queries that find what violates an invariant, in one statement.
 *
 * @param sql has a row with one text for each violation
 */
public record Violations(String sql) {
  /** These queries together; each has one text column. */
  public static Violations of(String... queries) {
    return new Violations(
        Stream.of(queries).map("(%s)"::formatted).collect(joining("\nUNION ALL\n")));
  }

  /** Every violation, one per line; empty when all invariants hold. */
  public List<String> in(Handle handle) {
    return handle.createQuery(sql).mapTo(String.class).list();
  }
}
