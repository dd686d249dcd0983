package com.remitflex.platform.database;

import com.remitflex.platform.text.ApiKeyText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.migration.Context;
import org.flywaydb.core.api.migration.JavaMigration;

/**
 * Migration 26: masks encoded API keys that earlier versions stored in long-lived rows. Idempotency
 * keys, which are stored for a year, change to the form under which this version looks them up. The
 * last method of a key, which is stored as long as the key, becomes OTHER unless it is a method of
 * HTTP.
 */
final class MaskedIdempotencyKeys implements JavaMigration {
  private static final int FETCH_SIZE = 1_000;

  private record Row(String accountId, String environment, String key) {}

  @Override
  public MigrationVersion getVersion() {
    return MigrationVersion.fromVersion("026");
  }

  @Override
  public String getDescription() {
    return "mask encoded keys";
  }

  @Override
  public Integer getChecksum() {
    return 1;
  }

  @Override
  public boolean canExecuteInTransaction() {
    return true;
  }

  @Override
  public void migrate(Context context) throws SQLException {
    Connection connection = context.getConnection();
    for (Row row : unmasked(connection)) {
      try (PreparedStatement update =
          connection.prepareStatement(
              """
              UPDATE idempotency SET key = ?
              WHERE account_id = ? AND environment = ? AND key = ?
              """)) {
        update.setString(1, ApiKeyText.maskedUniquely(row.key()));
        update.setString(2, row.accountId());
        update.setString(3, row.environment());
        update.setString(4, row.key());
        update.executeUpdate();
      }
    }
    try (Statement update = connection.createStatement()) {
      update.execute(
          """
          UPDATE key_use SET method = 'OTHER' WHERE method NOT IN ('GET', 'HEAD', 'POST', 'PUT',
            'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT')
          """);
    }
  }

  private static List<Row> unmasked(Connection connection) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Statement query = connection.createStatement()) {
      query.setFetchSize(FETCH_SIZE);
      try (ResultSet found =
          query.executeQuery(
              "SELECT account_id, environment, key FROM idempotency WHERE length(key) >= 32")) {
        while (found.next()) {
          String key = found.getString("key");
          if (!ApiKeyText.mask(key).equals(key)) {
            rows.add(new Row(found.getString("account_id"), found.getString("environment"), key));
          }
        }
      }
    }
    return rows;
  }
}
