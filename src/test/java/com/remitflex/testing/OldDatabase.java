package com.remitflex.testing;

import com.remitflex.platform.database.JavaMigrations;
import com.remitflex.platform.database.TestPostgres;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;

/** A database as an earlier version has left it. */
public final class OldDatabase {
  private OldDatabase() {}

  /**
   * A new database with the first migrations only; returns its JDBC URL.
   *
   * @param migrations the number of the last migration of that version
   * @param rows SQL that inserts what that version has stored
   */
  public static String create(int migrations, String rows) throws SQLException {
    String url = TestDatabase.create();
    TestPostgres.execute(url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
    Flyway.configure()
        .dataSource(url, null, null)
        .locations("classpath:db/migration")
        .javaMigrations(JavaMigrations.all())
        .target(Integer.toString(migrations))
        .load()
        .migrate();
    TestPostgres.execute(url, rows);
    return url;
  }
}
