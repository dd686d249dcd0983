package com.remitflex.features.activity.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A key that has not needed its scope for 30 days has a suggestion for a narrower one. */
class LeastPrivilegeApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private final String account = server.newAccount();
  private final ApiClient admin =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());

  private static void age(String days) {
    String ago = "- interval '" + days + " days'";
    server
        .database()
        .use(handle -> {
          handle.execute("UPDATE usage_begun SET at = at " + ago);
          handle.execute("UPDATE key_scope_use SET last_at = last_at " + ago);
          handle.execute("UPDATE api_key SET created_at = created_at " + ago);
        });
  }

  @AfterEach
  void reset() {
    server
        .database()
        .use(handle -> handle.execute("UPDATE usage_begun SET at = clock_timestamp()"));
  }

  private JsonNode mark(IssuedKey key) {
    server.countNow();
    JsonNode one = admin.get("/v1/api-keys/" + key.key().id()).json().path("least_privilege");
    JsonNode listed = admin.get("/v1/api-keys").json().path("data");
    for (JsonNode node : listed) {
      if (node.path("id").asText().equals(key.key().id())) {
        assertThat(node.path("least_privilege")).isEqualTo(one);
      }
    }
    return one;
  }

  private IssuedKey key(Scope scope) {
    return server.newKey(account, Environment.SANDBOX, scope);
  }

  @Test
  void aWriteKeyThatOnlyReadsHasTheSuggestionRead() {
    IssuedKey key = key(Scope.WRITE);
    age("31");
    server.client(key.secret()).get("/v1/balances");

    JsonNode mark = mark(key);
    assertThat(mark.path("suggested_scope").asText()).isEqualTo("read");
    assertThat(mark.path("since").asText()).isNotEmpty();
  }

  @Test
  void aKeyThatNeededItsScopeWithin30DaysHasNoSuggestion() {
    IssuedKey key = key(Scope.WRITE);
    server.client(key.secret()).post("/v1/payments", PaymentBody.of("1", "USDC").toString());
    server.countNow();
    age("29");
    server.client(key.secret()).get("/v1/balances");
    assertThat(mark(key).isMissingNode()).isTrue();

    age("2");
    server.client(key.secret()).get("/v1/balances");
    assertThat(mark(key).path("suggested_scope").asText()).isEqualTo("read");
  }

  @Test
  void anAdminKeyThatOnlyWritesHasTheSuggestionWrite() {
    IssuedKey key = key(Scope.ADMIN);
    age("40");
    ApiClient client = server.client(key.secret());
    client.post("/v1/payments", PaymentBody.of("1", "USDC").toString());
    client.get("/v1/balances");

    assertThat(mark(key).path("suggested_scope").asText()).isEqualTo("write");
  }

  @Test
  void newUnusedAndReadKeysHaveNoSuggestion() {
    IssuedKey young = key(Scope.WRITE);
    server.client(young.secret()).get("/v1/balances");
    assertThat(mark(young).isMissingNode()).isTrue();

    IssuedKey unused = key(Scope.WRITE);
    IssuedKey read = key(Scope.READ);
    age("60");
    server.client(read.secret()).get("/v1/balances");
    assertThat(mark(unused).isMissingNode()).isTrue();
    assertThat(mark(read).isMissingNode()).isTrue();
  }

  @Test
  void aRequestRejectedForItsScopeCountsAsNoUseOfIt() {
    IssuedKey key = key(Scope.WRITE);
    age("31");
    server.client(key.secret()).get("/v1/api-keys");
    server.client(key.secret()).get("/v1/balances");

    assertThat(mark(key).path("suggested_scope").asText()).isEqualTo("read");
  }

  @Test
  void nothingIsSuggestedBeforeThirtyDaysAreCounted() {
    IssuedKey key = key(Scope.WRITE);
    server
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE api_key SET created_at = created_at - interval '400 days' WHERE id = ?",
                key.key().id()));
    server.client(key.secret()).get("/v1/balances");

    assertThat(mark(key).isMissingNode()).isTrue();
  }
}
