package com.remitflex.features.apikeys.spending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.platform.database.DatabaseStartException;
import com.remitflex.testing.OldDatabase;
import com.remitflex.testing.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of the version before the MACs of daily sums: its rows are signed, and only once. */
class SpendingSigningTest {
  @TempDir private Path secrets;

  @Test
  void rowsOfTheVersionBeforeAreSignedOnceByTheUpgrade() throws Exception {
    String url = oldDatabase();
    try (Storage storage = Storage.start(config(url), line -> {})) {
      assertThat(unsigned(storage)).isEmpty();
      storage.database().use(handle -> handle.execute("UPDATE key_spending SET row_mac = NULL"));
    }
    // Not even after a restart is what was written since signed.
    try (Storage storage = Storage.start(config(url), line -> {})) {
      assertThat(unsigned(storage)).singleElement().asString().contains("key_old daily sum");
    }
    assertThat(secrets.resolve("spending-signed")).exists();
    TestDatabase.drop(url);

    String setBack = oldDatabase();
    assertThatExceptionOfType(DatabaseStartException.class)
        .isThrownBy(() -> Storage.start(config(setBack), line -> {}))
        .withMessageContaining("was reset to a version")
        .withMessageContaining("spending-signed");
    TestDatabase.drop(setBack);
  }

  private static List<String> unsigned(Storage storage) {
    return storage.database().with(SpendingSignatureStore::violations);
  }

  private Config config(String url) {
    return Config.read(
        Map.of("REMITFLEX_DATABASE_URL", url, "REMITFLEX_SECRETS_DIR", secrets.toString()));
  }

  private static String oldDatabase() throws Exception {
    return OldDatabase.create(
        15,
        """
        INSERT INTO key_spending (account_id, environment, key_id, day, spent)
          VALUES ('acc_old', 'sandbox', 'key_old', '2026-03-04', 7);
        INSERT INTO payment_spending (account_id, environment, payment_id, key_id, day, amount)
          VALUES ('acc_old', 'sandbox', 'pmt_before', 'key_old', '2026-03-03', 9),
            ('acc_old', 'sandbox', 'pmt_old', 'key_old', '2026-03-04', 7)
        """);
  }
}
