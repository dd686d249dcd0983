package com.remitflex.platform.database;

import org.flywaydb.core.api.migration.JavaMigration;

/** The migrations that are written in Java, for a database as an earlier version has left it. */
public final class JavaMigrations {
  private JavaMigrations() {}

  public static JavaMigration[] all() {
    return new JavaMigration[] {new MaskedIdempotencyKeys()};
  }
}
