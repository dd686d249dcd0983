package com.remitflex.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.testing.TestDatabase;
import java.sql.Connection;
import java.util.List;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.migration.Context;
import org.junit.jupiter.api.Test;

/** What migration 26 does to the rows of an earlier version. */
class MaskedIdempotencyKeysTest {
  private static final String KEY = "rf_test_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg1TPEZZ";

  private record On(Connection connection) implements Context {
    @Override
    public Configuration getConfiguration() {
      throw new IllegalStateException("not needed");
    }

    @Override
    public Connection getConnection() {
      return connection;
    }
  }

  @Test
  void encodedKeysAreMaskedAndEverythingElseIsPreserved() throws Exception {
    String encoded = "order-" + KEY.replace("_", "%5F");
    String plain = "order-7-of-a-customer-with-a-long-name-100%25";
    String url = TestDatabase.create();
    try (Database database = Database.open(url)) {
      for (String key : List.of(encoded, plain)) {
        database.use(handle ->
            handle.execute(
                "INSERT INTO idempotency (account_id, environment, key, request_hash, resource_id,"
                    + " status, created_at)"
                    + " VALUES ('acc_1', 'sandbox', ?, '', 'pmt_1', 201, now())",
                key));
      }
      for (int run = 0; run < 2; run++) {
        try (Connection connection = database.connect()) {
          new MaskedIdempotencyKeys().migrate(new On(connection));
        }
      }

      assertThat(
              database.<List<String>>with(handle ->
                  handle.createQuery("SELECT key FROM idempotency").mapTo(String.class).list()))
          .containsExactlyInAnyOrder(ApiKeyText.maskedUniquely(encoded), plain);
    } finally {
      TestDatabase.drop(url);
    }
  }
}
