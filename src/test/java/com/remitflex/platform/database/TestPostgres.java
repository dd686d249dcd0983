package com.remitflex.platform.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The embedded PostgreSQL for tests; its role has the additional permissions that tests need. */
public final class TestPostgres {
  private TestPostgres() {}

  /** Starts it; its role may leave triggers and foreign keys aside, as someone with SQL would. */
  public static EmbeddedPostgres start(Path directory) {
    return EmbeddedPostgres.start(
        directory,
        line -> {},
        List.of("GRANT SET ON PARAMETER session_replication_role TO " + PostgresAccess.ROLE));
  }

  /** The URL with the password in it. */
  public static String url(EmbeddedPostgres postgres) {
    return url(postgres.address());
  }

  /** As {@link #url(EmbeddedPostgres)}, of the PostgreSQL that runs in this data directory. */
  public static String url(Path dataDirectory) {
    return EmbeddedPostgres.running(dataDirectory)
        .map(TestPostgres::url)
        .orElseThrow(() -> new AssertionError("no PostgreSQL runs in " + dataDirectory));
  }

  private static String url(DatabaseAddress address) {
    return address.jdbcUrl() + "&password=" + address.password().orElseThrow();
  }

  /** Runs statements on the database of this URL, as someone with SQL would. */
  public static void execute(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
