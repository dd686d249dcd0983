package com.remitflex.features.apikeys;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.Secrets;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** A key that expired a second ago, which no endpoint makes. */
public final class ExpiredKey {
  private ExpiredKey() {}

  /** Inserts such a key; returns its secret. */
  public static String of(TestServer server, HeadId head, Scope scope) {
    KeyHasher hasher =
        Secrets.open(server.database(), TestDatabase.secretsDirectory(), Optional.empty());
    String secret = ApiKeyFormat.generate(head.environment());
    Instant now = server.keys().now().truncatedTo(ChronoUnit.MILLIS);
    ApiKey key =
        new ApiKey(
            IdPrefix.API_KEY.next(),
            head.accountId(),
            head.environment(),
            "expired " + scope.word(),
            scope,
            hasher.hash(secret),
            ApiKeyText.display(secret),
            now.minus(Duration.ofHours(1)),
            Optional.of(now.minus(Duration.ofSeconds(1))),
            Optional.empty(),
            0,
            1,
            KeyLimits.NONE,
            Optional.empty(),
            Optional.empty());
    server
        .database()
        .use(handle ->
            Writes.send(handle, writes -> new KeyStore(hasher).insert(writes, List.of(key))));
    return secret;
  }
}
