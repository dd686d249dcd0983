package com.remitflex.platform.database;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Prepares a running PostgreSQL for the platform: its role, its database, and durable commits.
 *
 * @param superuserPassword password of the superuser of new files
 * @param firstStatements run as superuser if the files are new
 */
record PostgresSetup(
    DataDirectory data,
    PostgresAccess access,
    String superuserPassword,
    List<String> firstStatements) {

  /**
   * Creates what is missing, and verifies that commits reach the disk.
   *
   * @throws DatabaseStartException if PostgreSQL cannot be used
   */
  void makeUsable(Postmaster postmaster) throws IOException {
    try {
      if (Files.exists(data.unfinishedMark())) {
        createRole(postmaster);
        access.close();
        postmaster.reload();
      }
      createDatabase(postmaster);
      requireDurable(postmaster);
    } catch (SQLException e) {
      throw new DatabaseStartException(
          "PostgreSQL runs, but cannot be used ("
              + e.getMessage()
              + "). Its log is "
              + data.log()
              + ".",
          e);
    }
    Files.deleteIfExists(data.unfinishedMark());
  }

  private void createRole(Postmaster postmaster) throws SQLException {
    try (Connection connection =
            PostgresAccess.connect(
                postmaster.port(), "postgres", PostgresAccess.SUPERUSER, superuserPassword);
        Statement statement = connection.createStatement()) {
      for (String sql : access.roleStatements()) {
        statement.execute(sql);
      }
      for (String sql : firstStatements) {
        statement.execute(sql);
      }
    }
  }

  private void createDatabase(Postmaster postmaster) throws SQLException {
    try (Connection connection = access.connect(postmaster, "postgres");
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select 1 from pg_database where datname = '" + PostgresAccess.DATABASE + "'")) {
      if (!found.next()) {
        statement.execute("create database " + PostgresAccess.DATABASE);
      }
    }
  }

  private void requireDurable(Postmaster postmaster) throws SQLException {
    try (Connection connection = access.connect(postmaster, PostgresAccess.DATABASE)) {
      for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        String value = PostgresAccess.show(connection, setting);
        if (!value.equals("on")) {
          throw new DatabaseStartException(
              "The PostgreSQL in "
                  + postmaster.directory()
                  + " runs with "
                  + setting
                  + "="
                  + value
                  + " and could lose payments. Stop it (process "
                  + postmaster.pid()
                  + ") and start RemitFlex again.");
        }
      }
    }
  }
}
