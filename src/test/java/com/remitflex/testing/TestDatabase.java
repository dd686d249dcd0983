package com.remitflex.testing;

import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.EmbeddedPostgres;
import com.remitflex.platform.database.Migrations;
import com.remitflex.platform.database.TestPostgres;
import com.remitflex.platform.secrets.Secrets;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The PostgreSQL of the tests: one for the whole JVM, with a database of its own for each server.
 * REMITFLEX_TEST_DATABASE_URL names another server to run on, which must accept 500 connections.
 */
public final class TestDatabase {
  private static final String TEMPLATE = "remitflex_template";
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Path DIRECTORY = temporary();
  private static final String SERVER = start();

  /** Kept open: a class creates and drops a database with four statements. */
  private static final Connection CONNECTION = connect(SERVER);

  private TestDatabase() {}

  /** A fresh migrated database, in a time zone that is not UTC; answers its JDBC URL. */
  public static synchronized String create() {
    String name = "test_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    // By copying files, which takes a seventh of the time of writing every page to the log.
    run("CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE + " STRATEGY FILE_COPY");
    run("ALTER DATABASE " + name + " SET timezone = 'Pacific/Chatham'");
    return url(name);
  }

  /** Removes a database, so that the server stops quickly at the end of the run. */
  public static synchronized void drop(String url) {
    String name = url.replaceFirst(".*//[^/]+/([^?]*).*", "$1");
    // Not WITH (FORCE): the role may end its own connections, but not an autovacuum worker, for
    // which a plain DROP waits.
    run(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '"
            + name
            + "' AND usename = current_user");
    run("DROP DATABASE IF EXISTS " + name);
  }

  /** Where the pepper of every test database lies. */
  public static Path secretsDirectory() {
    return DIRECTORY;
  }

  private static String start() {
    String external = System.getenv("REMITFLEX_TEST_DATABASE_URL");
    String server;
    if (external == null) {
      EmbeddedPostgres postgres = TestPostgres.start(DIRECTORY);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres)));
      server = TestPostgres.url(postgres);
    } else {
      server = external;
      Runtime.getRuntime().addShutdownHook(new Thread(() -> TestDirectories.delete(DIRECTORY)));
    }
    try (Connection connection = connect(server)) {
      run(connection, "DROP DATABASE IF EXISTS " + TEMPLATE);
      run(connection, "CREATE DATABASE " + TEMPLATE);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    try (Database database = Database.open(named(server, TEMPLATE))) {
      Guarantees.runsOn(
          database.with(h -> h.createQuery("SHOW server_version").mapTo(String.class).one()));
      new Migrations(database).apply();
      Secrets.open(database, DIRECTORY, Optional.empty());
    }
    return server;
  }

  private static void stop(EmbeddedPostgres postgres) {
    postgres.close();
    TestDirectories.delete(DIRECTORY);
  }

  private static Path temporary() {
    try {
      return TestDirectories.create("remitflex-test");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String url(String name) {
    return named(SERVER, name);
  }

  private static String named(String server, String name) {
    return server.replaceFirst("(//[^/]+/)[^?]*", "$1" + name);
  }

  private static Connection connect(String url) {
    try {
      return DriverManager.getConnection(url);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(String sql) {
    run(CONNECTION, sql);
  }

  private static void run(Connection connection, String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
