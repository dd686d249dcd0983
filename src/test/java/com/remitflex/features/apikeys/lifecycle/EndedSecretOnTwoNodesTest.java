package com.remitflex.features.apikeys.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes on one database: once a roll or an end of graces has answered, it holds on both. */
class EndedSecretOnTwoNodesTest {
  private static final Map<String, String> DATABASE =
      Map.of("REMITFLEX_DATABASE_URL", TestDatabase.create());

  @RegisterExtension static final TestServer first = TestServer.with(DATABASE);
  @RegisterExtension static final TestServer second = TestServer.with(DATABASE);

  private static final List<TestServer> NODES = List.of(first, second);
  private static final String CURRENT = "/v1/api-keys/current";
  private static final int ROUNDS = 10;

  @BeforeEach
  void bothNodesHoldTheirLease() {
    Await.until(() -> renewing() == NODES.size());
  }

  private static int renewing() {
    return first
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT count(*) FROM node"
                        + " WHERE renewed_at > clock_timestamp() - interval '0.3 s'")
                .mapTo(Integer.class)
                .one());
  }

  /** A new key that both nodes have in their caches. */
  private static String usedEverywhere() {
    String secret = first.newKey(first.newAccount(), Environment.SANDBOX, Scope.READ).secret();
    assertAccepted(secret);
    return secret;
  }

  private static String rolled(TestServer node, String secret, String json) {
    ApiClient.Answer answer = node.client(secret).post(CURRENT + "/roll", json);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return MintedSecrets.key(answer.json().path("key").asText());
  }

  private static void assertAccepted(String secret) {
    for (TestServer node : NODES) {
      assertThat(node.client(secret).get(CURRENT).status()).isEqualTo(200);
    }
  }

  private static void assertRevoked(String secret) {
    for (TestServer node : NODES) {
      assertThat(node.client(secret).get(CURRENT).errorCode()).isEqualTo("API_KEY_REVOKED");
    }
  }

  @Test
  void aRollWithoutGracePeriodHoldsOnBoth() {
    for (int i = 0; i < ROUNDS; i++) {
      String old = usedEverywhere();

      String renewed = rolled(NODES.get(i % 2), old, "{\"grace_seconds\": 0}");

      assertRevoked(old);
      assertAccepted(renewed);
    }
  }

  @Test
  void anEndOfGracePeriodsHoldsOnBoth() {
    for (int i = 0; i < ROUNDS; i++) {
      String old = usedEverywhere();
      String renewed = rolled(first, old, "{}");
      assertAccepted(old);

      NODES.get(i % 2).client(renewed).post(CURRENT + "/end-grace", "");

      assertRevoked(old);
      assertAccepted(renewed);
    }
  }

  /** Neither node learns of the roll, and each falls back on the table once its lease is over. */
  @Test
  void aRollHoldsOnNodesThatCannotRenewTheirLeaseWithoutWaitingForTheLock() {
    String old = usedEverywhere();
    try (Handle locker = Jdbi.create(first.database().dataSource()).open().begin()) {
      locker.createQuery("SELECT id FROM node FOR UPDATE").mapTo(String.class).list();

      long request = System.nanoTime();
      String renewed = rolled(second, old, "{\"grace_seconds\": 0}");
      Duration took = Duration.ofNanos(System.nanoTime() - request);

      assertRevoked(old);
      assertAccepted(renewed);
      locker.rollback();
      System.out.printf("EndedSecretOnTwoNodesTest: roll without leases %d ms%n", took.toMillis());
      // Well below what waiting for the lock would take, on a busy machine too.
      assertThat(took).isLessThan(Seeded.limit(Duration.ofSeconds(20), Duration.ofSeconds(2)));
    }
  }

  @Test
  void theFirstUseOfTheNewSecretOnOneNodeBeginsTheGracePeriodOnTheOther() {
    for (int i = 0; i < ROUNDS; i++) {
      String old = usedEverywhere();
      String renewed = rolled(first, old, "{\"grace_seconds\": 0, \"grace_from\": \"first_use\"}");
      assertAccepted(old);

      assertThat(NODES.get(i % 2).client(renewed).get(CURRENT).status()).isEqualTo(200);

      assertRevoked(old);
      assertAccepted(renewed);
    }
  }

  /** Without waiting: the use of a moment ago on the other node counts. */
  @Test
  void theFirstUseOfTheNewSecretOnOneNodeStopsARollByTheOldOneOnTheOther() {
    for (int i = 0; i < ROUNDS; i++) {
      TestServer here = NODES.get(i % 2);
      TestServer there = NODES.get(1 - i % 2);
      String old = usedEverywhere();
      String renewed = rolled(here, old, "{}");

      assertThat(there.client(renewed).get(CURRENT).status()).isEqualTo(200);

      assertThat(here.client(old).post(CURRENT + "/roll", "{}").status()).isEqualTo(403);
    }
  }
}
