package com.remitflex.web.dashboard.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.TestServer;
import java.net.URI;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The addresses of every page of an account that has a key with some use. */
final class DashboardPages {
  private DashboardPages() {}

  /** Below /dashboard/sandbox, with the ids of what there is. */
  static List<String> of(TestServer server, String account, ApiClient client) {
    String key = client.get("/v1/api-keys/current").json().path("id").asText();
    String payment =
        client.get("/v1/payments?limit=1").json().path("data").path(0).path("id").asText();
    String deposit = deposit(client);
    String quote = quote(client);
    String conversion = conversion(client);
    String request = client.get("/v1/api-keys").header("X-Request-Id").orElseThrow();
    awaitRecord(server, account, request);
    ApiClient admin =
        server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());
    Map<String, String> webhooks = webhooks(server, admin);
    String offRamp = offRamp(admin);
    String recipient =
        client.get("/v1/recipients?limit=1").json().path("data").path(0).path("id").asText();
    List<String> paths = new ArrayList<>();
    for (Pages.Row row : server.dashboard().pages().rows()) {
      String path = row.template().replaceFirst("^/dashboard/?(\\{environment})?", "");
      boolean isPage =
          row.method().equals("GET")
              && row.template().contains("{environment}")
              && !path.endsWith("/tail")
              && !path.endsWith(".csv");
      if (isPage) {
        String id =
            path.startsWith("/webhooks")
                ? webhooks.getOrDefault((path + "//").split("/", -1)[2], "")
                : path.startsWith("/payments")
                    ? payment
                    : path.startsWith("/recipients")
                        ? recipient
                        : path.startsWith("/off-ramps")
                            ? offRamp
                            : path.startsWith("/balances")
                                ? deposit
                                : path.startsWith("/convert/quotes")
                                    ? quote
                                    : path.startsWith("/convert")
                                        ? conversion
                                        : path.startsWith("/logs") ? request : key;
        paths.add(
            path.replace("{id}", id)
                .replace("{month}", YearMonth.now(ZoneOffset.UTC).toString())
                .replace("{event}", webhooks.get("delivered")));
      }
    }
    return paths;
  }

  private static String offRamp(ApiClient client) {
    return client
        .post(
            "/v1/off-ramps",
            """
            {"amount": 100, "source_currency": "USDC", "destination_currency": "EUR",
             "bank_account": {"account_holder_name": "Example GmbH", "bank_name": "Commerzbank",
               "account_number": "DE89370400440532013000", "bank_country": "DE"}}
            """)
        .json()
        .path("id")
        .asText();
  }

  /** The IDs of an endpoint, a delivered event, an event and a message, by their page. */
  private static Map<String, String> webhooks(TestServer server, ApiClient client) {
    String inbox = client.get("/v1/inbox").json().path("url").asText();
    JsonNode endpoints = client.get("/v1/webhook-endpoints").json().path("data");
    String endpoint =
        endpoints.isEmpty()
            ? client
                .post("/v1/webhook-endpoints", "{\"url\": \"" + inbox + "\"}")
                .json()
                .path("id")
                .asText()
            : endpoints.path(0).path("id").asText();
    String path = "/v1/webhook-endpoints/" + endpoint;
    client.post(path + "/test", "{}");
    JsonNode delivery =
        Await.until(
            "a delivery is there",
            () -> client.get(path + "/deliveries").json().at("/data/0"),
            one -> one.has("event_id"));
    new ApiClient(server.port(), client.key()).post(URI.create(inbox).getPath(), "{}");
    return Map.of(
        "endpoints", endpoint,
        "delivered", delivery.path("event_id").asText(),
        "events", delivery.path("event_id").asText(),
        "inbox", client.get("/v1/inbox/messages").json().at("/data/0/id").asText());
  }

  private static String quote(ApiClient client) {
    return client
        .post(
            "/v1/conversions/quote",
            "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\", \"amount\": 1000}")
        .json()
        .path("quote_id")
        .asText();
  }

  private static String conversion(ApiClient client) {
    return client
        .post("/v1/conversions/execute", "{\"quote_id\": \"" + quote(client) + "\"}")
        .json()
        .path("conversion_id")
        .asText();
  }

  /** The account's newest deposit, or a new one. */
  private static String deposit(ApiClient client) {
    String id = client.get("/v1/deposits?limit=1").json().path("data").path(0).path("id").asText();
    return id.isEmpty()
        ? client
            .post(
                "/v1/sandbox/deposits",
                "{\"amount\": 25, \"currency\": \"USDC\", \"network\": \"base\"}")
            .json()
            .path("id")
            .asText()
        : id;
  }

  private static void awaitRecord(TestServer server, String account, String request) {
    Await.until("the request is recorded", () -> recorded(server, account, request) > 0);
  }

  private static long recorded(TestServer server, String account, String request) {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT count(*) FROM request_log WHERE account_id = :account AND id = :id")
                .bind("account", account)
                .bind("id", request)
                .mapTo(Long.class)
                .one());
  }
}
