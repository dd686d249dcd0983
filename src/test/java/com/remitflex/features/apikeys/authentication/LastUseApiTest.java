package com.remitflex.features.apikeys.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.Presented;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.RawConnection;
import com.remitflex.testing.TestServer;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** `last_used` of a key, whatever the clients of other keys send. */
class LastUseApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static JsonNode lastUse(ApiClient admin, String keyId) {
    return admin.get("/v1/api-keys/" + keyId).json().path("last_used");
  }

  /** Waits until a use was written, which happens every second. */
  private static JsonNode awaitLastUse(ApiClient admin, String keyId) {
    return Await.until(
        "a use of the key", () -> lastUse(admin, keyId), last -> !last.isMissingNode());
  }

  private static IssuedKey newKey(String accountId, Scope scope) {
    return server.newKey(accountId, Environment.SANDBOX, scope);
  }

  @Test
  void aStrangersControlCharactersDoNotHideIt() throws InterruptedException {
    String stranger = newKey(server.newAccount(), Scope.READ).secret();
    String accountId = server.newAccount();
    ApiClient admin = server.client(newKey(accountId, Scope.ADMIN).secret());
    IssuedKey used = newKey(accountId, Scope.READ);

    try (RawConnection connection = new RawConnection(server.port())) {
      connection.send(
          "GET /v1/balances HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
              + stranger
              + "\r\nUser-Agent: a\0b\u0001\r\n\r\n");
      assertThat(connection.answer().errorCode()).isEqualTo("VALIDATION_ERROR");
    }
    assertThat(server.client(used.secret()).get("/v1/balances").status()).isEqualTo(200);

    assertThat(awaitLastUse(admin, used.key().id()).path("route").asText())
        .isEqualTo("/v1/balances");
  }

  @Test
  void aUseThatTheDatabaseDoesNotTakeHoldsUpNoOther() throws InterruptedException {
    String accountId = server.newAccount();
    ApiClient admin = server.client(newKey(accountId, Scope.ADMIN).secret());
    IssuedKey used = newKey(accountId, Scope.READ);

    try (KeyUses uses = new KeyUses(server.database())) {
      accept(uses, newKey(accountId, Scope.READ).key(), "a\0b");
      accept(uses, used.key(), "curl");
      uses.write();

      assertThat(lastUse(admin, used.key().id()).path("route").asText()).isEqualTo("/v1/balances");
    }
  }

  private static void accept(KeyUses uses, ApiKey key, String userAgent) {
    uses.of(key.id())
        .accept(
            new Presented(key, Optional.empty(), false),
            new AcceptedRequest(
                "req_" + key.id(), Instant.now(), "127.0.0.1", userAgent, "GET", "/v1/balances"),
            () -> true);
  }
}
