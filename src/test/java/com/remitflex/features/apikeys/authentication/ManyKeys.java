package com.remitflex.features.apikeys.authentication;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.Secrets;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Accounts with thousands of keys, written past the commands that make one. */
public final class ManyKeys {
  private ManyKeys() {}

  /**
   * Adds keys named `prefix-1`, `prefix-2` and so on, each created a microsecond after the one
   * before, and returns them in that order.
   *
   * @param revoked which of them are revoked
   */
  public static List<ApiKey> add(
      TestServer server, HeadId head, String prefix, int count, IntPredicate revoked) {
    KeyHasher hasher =
        Secrets.open(server.database(), TestDatabase.secretsDirectory(), Optional.empty());
    Instant start = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(3_600);
    List<ApiKey> keys = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Instant at = start.plus(i, ChronoUnit.MICROS);
      byte[] hash = new byte[32];
      String id = IdPrefix.API_KEY.next();
      ByteBuffer.wrap(hash).putLong(head.hashCode()).putLong(id.hashCode()).putLong(i);
      keys.add(
          new ApiKey(
              id,
              head.accountId(),
              head.environment(),
              prefix + "-" + i,
              Scope.READ,
              hash,
              "rf_test_ab%02d…%04d".formatted(i % 100, i),
              at,
              Optional.empty(),
              revoked.test(i) ? Optional.of(at) : Optional.empty(),
              1_000_000 + i,
              1,
              KeyLimits.NONE,
              Optional.empty(),
              Optional.empty()));
    }
    server
        .database()
        .inTransaction(handle -> {
          Writes.send(handle, writes -> new KeyStore(hasher).insert(writes, keys));
          return keys;
        });
    return keys;
  }
}
