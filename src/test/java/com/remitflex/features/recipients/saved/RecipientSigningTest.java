package com.remitflex.features.recipients.saved;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.remitflex.Config;
import com.remitflex.Storage;
import com.remitflex.features.compliance.rules.ReviewRules;
import com.remitflex.platform.database.DatabaseStartException;
import com.remitflex.testing.OldDatabase;
import com.remitflex.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of the version before the MACs of recipients: its rows are signed, and only once. */
class RecipientSigningTest {
  @TempDir private Path secrets;

  @Test
  void rowsOfTheVersionBeforeAreSignedOnceByTheUpgrade() throws Exception {
    String url = oldDatabase();
    try (Storage storage = Storage.start(config(url), line -> {})) {
      assertThat(unsigned(storage)).isEmpty();
      storage
          .database()
          .use(handle -> {
            handle.execute("UPDATE recipient SET row_mac = NULL WHERE id = 'rec_bank'");
            handle.execute("UPDATE default_recipient SET row_mac = NULL");
            handle.execute("UPDATE review_velocity SET row_mac = NULL");
            handle.execute("UPDATE review_receiver SET row_mac = NULL");
          });
    }
    // Not even after a restart is what was written since signed.
    try (Storage storage = Storage.start(config(url), line -> {})) {
      assertThat(unsigned(storage)).hasSize(4);
    }
    assertThat(secrets.resolve("recipients-signed")).exists();
    assertThat(secrets.resolve("rule-counts-signed")).exists();
    TestDatabase.drop(url);

    String setBack = oldDatabase();
    assertThatExceptionOfType(DatabaseStartException.class)
        .isThrownBy(() -> Storage.start(config(setBack), line -> {}))
        .withMessageContaining("was reset to a version")
        .withMessageContaining("recipients-signed");
    TestDatabase.drop(setBack);
  }

  private static List<String> unsigned(Storage storage) {
    return storage
        .database()
        .with(handle -> {
          List<String> found = new ArrayList<>(RecipientSignatures.violations(handle));
          found.addAll(ReviewRules.violations(handle));
          return found;
        });
  }

  private Config config(String url) {
    return Config.read(
        Map.of("REMITFLEX_DATABASE_URL", url, "REMITFLEX_SECRETS_DIR", secrets.toString()));
  }

  private static String oldDatabase() throws Exception {
    return OldDatabase.create(
        46,
        """
        INSERT INTO account (id, name, verification, created_at)
          VALUES ('acc_old', 'Old', 'none', now());
        INSERT INTO account_head (account_id, environment, last_created_at)
          VALUES ('acc_old', 'sandbox', now());
        INSERT INTO recipient (account_id, environment, id, name, account_number, bank_code,
                               bank_country, currency, created_at)
          VALUES ('acc_old', 'sandbox', 'rec_bank', 'Maria', 'ES9121000418450200051332',
                  'CAIXESBBXXX', 'ES', 'EUR', now());
        INSERT INTO recipient (account_id, environment, id, name, wallet, currency, created_at)
          VALUES ('acc_old', 'sandbox', 'rec_wallet', 'Treasury',
                  'base:0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed', 'USDC', now());
        INSERT INTO default_recipient VALUES ('acc_old', 'sandbox', 'rec_bank');
        INSERT INTO review_velocity VALUES ('acc_old', 'sandbox', now(), 1, 2, 3, 4);
        INSERT INTO review_receiver VALUES ('acc_old', 'sandbox', 'a hash', 'pmt_old')
        """);
  }
}
