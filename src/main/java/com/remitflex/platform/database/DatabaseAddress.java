package com.remitflex.platform.database;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * The address of a database, with the password separate from the URL, which is shown to operators
 * and other programs.
 *
 * @param jdbcUrl JDBC URL; contains a password only if the operator has put it there
 * @param password used if the URL has none; if empty, PGPASSFILE and ~/.pgpass are used
 */
public record DatabaseAddress(String jdbcUrl, Optional<String> password) {
  /** An address whose URL is complete. */
  public static DatabaseAddress of(String jdbcUrl) {
    return new DatabaseAddress(jdbcUrl, Optional.empty());
  }

  /**
   * The same address with a password: the given one, or else the one in the file {@code pgpass} of
   * this data directory. A password in the URL or in the file that PGPASSFILE names takes
   * precedence over the one of the data directory.
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

  /** The address of another database of the same PostgreSQL. */
  public DatabaseAddress inDatabase(String name) {
    return new DatabaseAddress(jdbcUrl.replaceFirst("(//[^/?]*/)[^?]*", "$1" + name), password);
  }

  @Override
  public String toString() {
    return "DatabaseAddress[password " + (password.isPresent() ? "set" : "not set") + "]";
  }
}
