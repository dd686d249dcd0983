package com.remitflex.web.dashboard.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.apikeys.lifecycle.ApiKeyService.IssuedKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.SentStatements;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import com.remitflex.web.dashboard.site.Pages.Door;
import com.remitflex.web.dashboard.site.Pages.Row;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Collects every statement that requests of the API and of the Dashboard lead to. One that touches
 * a table with an account must name the account, so that a distributed PostgreSQL can send it to
 * the one shard that has it.
 */
@Tag("slow")
class NoQueryCrossesAccountsTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String NOTHING = "usr_00000000000000000000000000";

  private final String account = server.newAccount();
  private final SentStatements statements = SentStatements.of(server.database());

  /** By what the rows of a table are found where the account is not known yet. */
  private record FoundBy(String condition, String reason) {
    boolean fits(String statement) {
      return Pattern.compile(condition, Pattern.CASE_INSENSITIVE).matcher(statement).find();
    }
  }

  private static final Map<String, FoundBy> EXCEPTIONS =
      Map.of(
          "api_key",
          new FoundBy(
              "where k\\.id = v\\.id|on k\\.id = v\\.id|where k\\.key_hash in \\(\\?",
              "a key leads to its account"),
          "user_session",
          new FoundBy(
              "where (s\\.)?(id|user_id) = \\?|where s\\.token_hash in \\(\\?|^insert",
              "a session belongs to a user, who may have several accounts"),
          "account_member",
          new FoundBy(
              "where m\\.user_id = \\?|on m\\.user_id = u\\.id",
              "a user's memberships lead to the accounts"),
          "webhook_delivery",
          new FoundBy(
              "(on|where) d\\.endpoint_id = v\\.endpoint_id", "an endpoint has one account"),
          "key_usage",
          new FoundBy("where key_id = \\?", "the totals of one key"));

  @Test
  void everyStatementOfARequestNamesTheAccount() {
    useTheApi();
    useTheDashboard();

    assertThat(statements.touchedTables())
        .contains("payment", "transfer", "balance", "event", "idempotency", "recipient")
        .contains("request_log", "audit_entry", "usage_alert", "account_member");
    assertThat(statements.withoutAccount().stream().filter(this::isNoException)).isEmpty();
  }

  private boolean isNoException(String statement) {
    return statements.tables(statement).stream()
        .map(EXCEPTIONS::get)
        .anyMatch(known -> known == null || !known.fits(statement));
  }

  @Test
  void aStatementThatCrossesAccountsIsFound() throws InterruptedException {
    String crossing = "SELECT id FROM payment WHERE status = ? ORDER BY account_id";
    Thread.ofVirtual()
        .name("a WebServer thread")
        .start(() -> server.database().with(handle -> select(handle, crossing)))
        .join();

    assertThat(statements.withoutAccount().stream().filter(this::isNoException))
        .containsExactly(crossing);
  }

  private static List<String> select(Handle handle, String sql) {
    return handle.createQuery(sql).bind(0, "pending").mapTo(String.class).list();
  }

  private void useTheApi() {
    IssuedKey admin = server.newKey(account, Environment.SANDBOX, Scope.ADMIN);
    ApiClient client = server.client(admin.secret());
    JsonNode document = client.getWithoutKey("/openapi.json").json();
    for (int i = 0; i < 2; i++) {
      document
          .path("paths")
          .properties()
          .forEach(path ->
              path.getValue()
                  .properties()
                  .forEach(operation -> send(client, path.getKey(), operation)));
    }
  }

  private void send(ApiClient client, String template, Map.Entry<String, JsonNode> operation) {
    String path = template;
    if (template.startsWith("/v1/payments/{id}")) {
      path = template.replace("{id}", payment(client));
    } else if (template.startsWith("/v1/api-keys/{id}")) {
      path = template.replace("{id}", keyId());
    }
    String body =
        operation.getValue().at("/requestBody/content/application~1json/example").toString();
    StringBuilder query = new StringBuilder();
    for (JsonNode parameter : operation.getValue().path("parameters")) {
      if (parameter.path("in").asText().equals("query") && parameter.path("required").asBoolean()) {
        query.append(query.isEmpty() ? '?' : '&');
        query.append(parameter.path("name").asText()).append('=');
        query.append(parameter.path("example").asText());
      }
    }
    HttpRequest.Builder request =
        client.request(path.replaceAll("\\{[a-z_]+}", "req_" + "0".repeat(26)) + query);
    String method = operation.getKey().toUpperCase(Locale.ROOT);
    if (method.equals("GET")) {
      client.send(request.GET());
    } else {
      client.send(
          request
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", "once-" + System.nanoTime())
              .method(method, BodyPublishers.ofString(body)));
    }
  }

  private static String payment(ApiClient client) {
    return client
        .post("/v1/payments", "{\"amount\":100,\"currency\":\"USDC\"}")
        .json()
        .path("id")
        .asText();
  }

  private String keyId() {
    return server.newKey(account, Environment.SANDBOX, Scope.WRITE).key().id();
  }

  private void useTheDashboard() {
    String payment = payment(server.clientOf(account, Environment.SANDBOX));
    TestPerson owner = server.newPerson(account, "owner");
    PageClient browser = server.browser().signIn(owner);
    for (Row row : server.dashboard().pages().rows()) {
      if (row.door() == Door.MEMBER || row.door() == Door.SIGNED_IN) {
        String path =
            row.template()
                .replace("{environment}", "sandbox")
                .replaceAll("/payments/\\{[a-z_]+}", "/payments/" + payment)
                .replaceAll("/keys/\\{[a-z_]+}", "/keys/" + keyId())
                .replaceAll("\\{[a-z_]+}", NOTHING);
        if (row.method().equals("GET")) {
          browser.get(path);
        } else {
          browser = server.browser().signIn(owner);
          browser.get("/dashboard/sandbox");
          browser.post(path, Map.of());
        }
      }
    }
  }
}
