package com.remitflex.web.dashboard.balances;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PageClient.Answer;
import com.remitflex.testing.PastMovements;
import com.remitflex.testing.PastMovements.Entry;
import com.remitflex.testing.TestServer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Balances, movements and statements in the Dashboard. */
class BalancePagesTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static PageClient browser;
  private static String payment;
  private static String key;
  private static String request;

  @BeforeAll
  static void moveMoney() {
    String account = server.newAccount();
    ApiClient client = server.clientOf(account, Environment.SANDBOX);
    ApiClient.Answer created =
        client.post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}");
    payment = created.json().path("id").asText();
    request = created.header("X-Request-Id").orElseThrow();
    JsonNode current = client.get("/v1/api-keys/current").json();
    key = current.path("id").asText();
    PastMovements.write(
        server.database(),
        new HeadId(account, Environment.SANDBOX),
        Currency.EUR,
        List.of(
            new Entry(Instant.parse("2026-05-31T23:59:59.999Z"), 12_345),
            new Entry(Instant.parse("2026-06-01T00:00:00.000Z"), -45)));
    browser = server.browser().signIn(server.newPerson(account, "viewer"));
  }

  private static String page(String path) {
    Answer answer = browser.get("/dashboard/sandbox" + path);
    assertThat(answer.status()).as(path).isEqualTo(200);
    return answer.text();
  }

  @Test
  void aMovementLeadsToItsPaymentKeyAndRequest() {
    for (String path : List.of("/balances", "/balances/movements?payment=" + payment)) {
      assertThat(page(path))
          .contains("Amount and fee held for a payment")
          .contains("/payments/" + payment + "\"")
          .contains("/settings/api-keys/" + key + "\"")
          .contains("/logs/" + request + "\"")
          .contains("−100.50")
          .contains("+100.50");
    }
  }

  @Test
  void aMovementLeadsToItsOffRampOrConversionAndIsFoundByTheirId() {
    String account = server.newAccount();
    ApiClient client = server.clientOf(account, Environment.SANDBOX);
    String quote =
        client
            .post(
                "/v1/conversions/quote",
                "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\", \"amount\": 100}")
            .json()
            .path("quote_id")
            .asText();
    String conversion =
        client
            .post("/v1/conversions/execute", "{\"quote_id\": \"" + quote + "\"}")
            .json()
            .path("conversion_id")
            .asText();
    String offRamp =
        client
            .post(
                "/v1/off-ramps",
                """
                {"amount": 50, "source_currency": "USDC", "destination_currency": "EUR",
                 "bank_account": {"account_holder_name": "Example GmbH",
                   "account_number": "DE89370400440532013000", "bank_name": "Commerzbank",
                   "bank_country": "DE"}}
                """)
            .json()
            .path("id")
            .asText();
    PageClient owner = server.browser().signIn(server.newPerson(account, "viewer"));

    assertThat(owner.get("/dashboard/sandbox/balances/movements").text())
        .contains("/off-ramps/" + offRamp + "\"")
        .contains("/convert/" + conversion + "\"");
    assertThat(owner.get("/dashboard/sandbox/balances/movements?object=" + conversion).text())
        .contains("3 movements match the filters")
        .doesNotContain("off-ramp sent");
    assertThat(owner.get("/dashboard/sandbox/convert/" + conversion).status()).isEqualTo(200);
    Answer wrong = owner.get("/dashboard/sandbox/balances/movements?object=key_1");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.text()).contains("Object: Must be the ID of a payment");
  }

  /** Both days are inclusive, as people mean them. */
  @Test
  void movementsAreFilteredByDaysInUtc() {
    assertThat(page("/balances/movements?from=2026-05-31&to=2026-05-31"))
        .contains("1 movement matches the filters", "+123.45", "value=\"2026-05-31\"");
    assertThat(page("/balances/movements?from=2026-06-01&to=2026-06-01"))
        .contains("1 movement matches the filters", "−0.45");
    Answer csv = browser.get("/dashboard/sandbox/balances/movements.csv?to=2026-05-31");
    assertThat(csv.text().lines()).hasSize(2);
    for (String day : List.of("2026-02-30", "31.05.2026", "+999999999-12-31")) {
      Answer wrong = browser.get("/dashboard/sandbox/balances/movements?to=" + day);
      assertThat(wrong.status()).isEqualTo(400);
      assertThat(wrong.text()).contains("Must be a date in YYYY-MM-DD format");
    }
  }

  @Test
  void movementsAreFilteredAndARejectedFilterIsExplained() {
    assertThat(page("/balances/movements?currency=EUR"))
        .contains("2 movements match the filters")
        .contains("123.45")
        .doesNotContain("USDC</span>");
    assertThat(page("/balances/movements?currency=GBP")).contains("No matching movements");
    Answer wrong = browser.get("/dashboard/sandbox/balances/movements?payment=x");
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.text()).contains("Must be an ID that begins with");
  }

  @Test
  void movementsAreDownloaded() {
    Answer csv = browser.get("/dashboard/sandbox/balances/movements.csv?currency=EUR");

    assertThat(csv.text().lines()).hasSize(3).anyMatch(line -> line.contains("-0.45"));
  }

  @Test
  void statementsAreListedAndOneIsShownWithBothBalances() {
    assertThat(page("/balances/statements"))
        .contains("May 2026")
        .contains("/balances/statements/2026-06\"")
        .contains("Open");
    assertThat(page("/balances/statements/2026-06"))
        .contains("Statement June 2026")
        .contains("Opening balance")
        .contains("123.45")
        .contains("−0.45")
        .contains("123.00")
        .doesNotContain("This month is not over");
    Answer csv = browser.get("/dashboard/sandbox/balances/statements/2026-06/movements.csv");
    assertThat(csv.text().lines()).hasSize(4);
    assertThat(browser.get("/dashboard/sandbox/balances/statements/2026-04").status())
        .isEqualTo(404);
    assertThat(browser.get("/dashboard/live/balances/statements/2026-06").status()).isEqualTo(404);
  }

  @Test
  void aPersonWithoutMovementsSeesWhatWillAppear() {
    PageClient live = server.browser().signIn(server.newPerson(server.newAccount(), "viewer"));
    for (Map.Entry<String, String> page :
        Map.of(
                "/balances/movements", "No movements yet",
                "/balances/statements", "No statements yet",
                "/balances", "No balances yet")
            .entrySet()) {
      assertThat(live.get("/dashboard/live" + page.getKey()).text()).contains(page.getValue());
    }
  }
}
