package com.remitflex.features.apikeys.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.TestServer;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A node that was taken for gone and comes back trusts nothing from before. */
class RejoiningNodeTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String BALANCES = "/v1/balances";

  @Test
  void aKeyRevokedWhileTheNodeWasGoneIsRejectedWhenItIsBack() {
    // The very first revocation, and one that is not: numbers begin at 0.
    for (int i = 0; i < 2; i++) {
      IssuedKey key = server.newKey(server.newAccount(), Environment.SANDBOX, Scope.READ);
      ApiClient client = server.client(key.secret());
      awaitRegistered();
      assertThat(client.get(BALANCES).status()).isEqualTo(200);

      Handle remover = Jdbi.create(server.database().dataSource()).open().begin();
      try (remover) {
        List<String> gone =
            remover.createQuery("DELETE FROM node RETURNING id").mapTo(String.class).list();
        assertThat(gone).hasSize(1);
        // Its renewal waits for the row until its lease has ended.
        server.keys().revoke(key.key().id()).orElseThrow();
        remover.commit();
      }

      awaitRegistered();
      Await.pause(Duration.ofMillis(300));
      ApiClient.Answer answer = client.get(BALANCES);
      assertThat(answer.status()).as(answer.text()).isEqualTo(401);
      assertThat(answer.errorCode()).isEqualTo("API_KEY_REVOKED");
    }
  }

  private static void awaitRegistered() {
    Await.until(
        "the node renews its lease",
        () ->
            server
                .database()
                .with(handle ->
                    handle
                        .createQuery(
                            """
                            SELECT id FROM node
                            WHERE renewed_at > clock_timestamp() - interval '0.3 s'
                              AND renewed_at > started_at
                            """)
                        .mapTo(String.class)
                        .findOne())
                .isPresent());
  }
}
