package com.remitflex.platform.database;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Where a database is, and how to sign in to it. The password stands apart from the URL, which is
 * shown to operators and other programs.
 *
 * @param jdbcUrl JDBC URL; may hold a password if the operator has put it there
 * @param password used if the URL holds none; empty leaves it to PGPASSFILE and ~/.pgpass
 */
public record DatabaseAddress(String jdbcUrl, Optional<String> password) {
  /** An address whose URL holds all that is needed. */
  public static DatabaseAddress of(String jdbcUrl) {
    return new DatabaseAddress(jdbcUrl, Optional.empty());
  }

  /**
   * The same address with a password: the given one, or else the one that {@code pgpass} in this
   * data directory has for it. A password in the URL or in the file that PGPASSFILE names wins over
   * the data directory's.
   */
  public DatabaseAddress with(Optional<String> given, Path dataDirectory) {
    if (given.isPresent()) {
      return new DatabaseAddress(jdbcUrl, given);
    }
    Properties parsed = Driver.parseURL(jdbcUrl, null);
    if (parsed == null || parsed.getProperty("password") != null) {
      return this;
    }
    return new DatabaseAddress(
        jdbcUrl,
        new PasswordFile(dataDirectory)
            .find(
                parsed.getProperty("PGHOST", "localhost").split(",", -1)[0],
                parsed.getProperty("PGPORT", "5432").split(",", -1)[0],
                parsed.getProperty("PGDBNAME", ""),
                parsed.getProperty("user", "")));
  }

  @Override
  public String toString() {
    return "DatabaseAddress[password " + (password.isPresent() ? "set" : "not set") + "]";
  }
}
