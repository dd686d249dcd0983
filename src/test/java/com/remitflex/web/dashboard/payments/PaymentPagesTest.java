package com.remitflex.web.dashboard.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestPerson;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A payment's page. */
class PaymentPagesTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  @Test
  void itLinksTheRequestThatCreatedThePayment() {
    String account = server.newAccount();
    ApiClient client =
        server.client(server.newKey(account, Environment.SANDBOX, Scope.WRITE).secret());
    PageClient browser = server.browser().signIn(server.newPerson(account, "owner"));
    for (int i = 0; i < 5; i++) {
      ApiClient.Answer made =
          client.post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}");
      assertThat(made.status()).as(made.text()).isEqualTo(201);
      String payment = made.json().path("id").asText();
      client.get("/v1/payments/" + payment);
      String request = made.header("X-Request-Id").orElseThrow();

      Await.until(
          "the request on the payment's page",
          () ->
              browser
                  .get("/dashboard/sandbox/payments/" + payment)
                  .text()
                  .contains("/dashboard/sandbox/logs/" + request + "\""));
    }
  }

  @Test
  void itShowsTheWalletAndItsTransaction() {
    String account = server.newAccount();
    ApiClient client =
        server.client(server.newKey(account, Environment.SANDBOX, Scope.WRITE).secret());
    String address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    String id =
        client
            .post(
                "/v1/payments",
                PaymentBody.of("100", "USDC")
                    .text("recipient.wallet.network", "base")
                    .text("recipient.wallet.address", address)
                    .toString())
            .json()
            .path("id")
            .asText();
    PageClient browser = server.browser().signIn(server.newPerson(account, "owner"));
    String page = "/dashboard/sandbox/payments/" + id;
    assertThat(browser.get(page).text())
        .contains(address, "Not sent yet", "The payment is checked.")
        .doesNotContain("<dt>Block</dt>");
    assertThat(browser.get("/dashboard/sandbox/payments").text()).contains("0x5aAeb6…1BeAed");
    server
        .database()
        .use(handle -> {
          String hash = "0x" + "ab".repeat(32);
          handle.execute(
              "UPDATE payment SET settlement = ?::json WHERE id = ?",
              "{\"network\":\"base\",\"transaction_hash\":\""
                  + hash
                  + "\",\"block\":77,\"confirmations\":2}",
              id);
        });

    assertThat(browser.get(page).text())
        .contains("<h2>Settlement</h2>", "ab".repeat(32), "<dd>77</dd>", "2 of 3")
        .contains("viewBox=\"0 0 3 1\"", "<rect width=\"2\"");
  }

  @Test
  void theFormPaysAWallet() {
    PageClient browser = server.browser().signIn(server.newPerson(server.newAccount(), "owner"));
    String form = "/dashboard/sandbox/payments/new";
    String address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    assertThat(browser.get(form).text())
        .contains("<option value=\"base\"", "<option value=\"polygon\"", "To a wallet");
    Map<String, String> right =
        Map.of("amount", "25", "currency", "USDC", "network", "base", "address", address);

    assertThat(
            rejected(browser, with(right, "address", "0x5aaeb6053F3E94C9b9A09f33669435E7Ef1BeAed")))
        .contains("The checksum of the address", "aria-invalid=\"true\"");
    assertThat(rejected(browser, with(right, "network", "")))
        .contains("Required.", "value=\"" + address + "\"");
    assertThat(rejected(browser, with(right, "currency", "PYUSD")))
        .contains("PYUSD is not sent on this network: expected ethereum.");
    assertThat(rejected(browser, with(right, "name", "María García")))
        .contains("either a bank account or a wallet");
    PageClient.Answer made = submit(browser, "/dashboard/sandbox/payments", right);

    assertThat(made.status()).isEqualTo(303);
    assertThat(browser.get(made.location()).text()).contains(address, "Base");
    assertThat(submit(browser, "/dashboard/sandbox/payments/curl", right).text())
        .contains("wallet", "network", address);
  }

  /** Sends the form with a token of its own. */
  private static PageClient.Answer submit(
      PageClient browser, String path, Map<String, String> fields) {
    browser.get("/dashboard/sandbox/payments/new");
    return browser.post(path, fields);
  }

  private static Map<String, String> with(Map<String, String> fields, String name, String value) {
    Map<String, String> changed = new HashMap<>(fields);
    changed.put(name, value);
    return changed;
  }

  private static String rejected(PageClient browser, Map<String, String> fields) {
    PageClient.Answer answer = submit(browser, "/dashboard/sandbox/payments", fields);
    assertThat(answer.status()).isEqualTo(400);
    return answer.text();
  }

  @Test
  void itShowsTheRateAndNoRecord() {
    String account = server.newAccount();
    ApiClient client =
        server.client(server.newKey(account, Environment.SANDBOX, Scope.WRITE).secret());
    String id =
        client
            .post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}")
            .json()
            .path("id")
            .asText();
    PageClient browser = server.browser().signIn(server.newPerson(account, "owner"));

    assertThat(browser.get("/dashboard/sandbox/payments/" + id).text())
        .contains("<dd>0.9225</dd>")
        .doesNotContainPattern("[A-Z][A-Za-z]+\\[[a-z][A-Za-z]*=");
  }

  @Test
  void anExportEscapesFormulasAndContainsPlainNumbers() {
    String account = server.newAccount();
    ApiClient client =
        server.client(server.newKey(account, Environment.SANDBOX, Scope.WRITE).secret());
    List<String> references = List.of(" =1+1", " @SUM(1)", "＝1+1", "Zürich, \\\"A\\\"");
    for (String reference : references) {
      ApiClient.Answer made =
          client.post(
              "/v1/payments",
              "{\"amount\": 100, \"currency\": \"USDC\", \"reference\": \"%s\"}"
                  .formatted(reference));
      assertThat(made.status()).as(made.text()).isEqualTo(201);
    }
    PageClient browser = server.browser().signIn(server.newPerson(account, "viewer"));

    PageClient.Answer export = browser.get("/dashboard/sandbox/payments.csv");

    assertThat(export.header("Content-Type")).contains("text/csv; charset=utf-8");
    assertThat(export.text())
        .startsWith("\uFEFFid,created_at,status,amount,")
        .contains(",100,USDC,0.5,92.25,EUR,0.9225,US-EU,' =1+1,")
        .contains(",' @SUM(1),", ",'＝1+1,", ",\"Zürich, \"\"A\"\"\",")
        .endsWith("\r\n")
        .hasLineCount(1 + references.size());
  }

  /** A revoked session gets no more data, and the partial file does not look complete. */
  @Test
  void anExportIsVisiblyInterruptedWhenItsSessionEnds() throws IOException {
    String account = server.newAccount();
    store(account, 60_000);
    TestPerson person = server.newPerson(account, "viewer");
    PageClient browser = server.browser().signIn(person);
    String cookies =
        browser.cookies().entrySet().stream()
            .map(one -> one.getKey() + "=" + one.getValue())
            .collect(Collectors.joining("; "));
    String request =
        "GET /dashboard/sandbox/payments.csv HTTP/1.1\r\nHost: x\r\nCookie: "
            + cookies
            + "\r\n\r\n";
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      String start = new String(in.readNBytes(2_000), StandardCharsets.UTF_8);
      assertThat(start).startsWith("HTTP/1.1 200").containsIgnoringCase("chunked");
      server
          .database()
          .use(handle -> handle.execute("DELETE FROM user_session WHERE user_id = ?", person.id()));

      String rest = new String(in.readAllBytes(), StandardCharsets.UTF_8);

      assertThat(rest.lines().filter(line -> line.startsWith("pmt_")).count()).isLessThan(60_000);
      assertThat(rest).contains("EXPORT INTERRUPTED").doesNotEndWith("\r\n0\r\n\r\n");
    }
  }

  /** Stores this many cancelled payments, which hold no funds. */
  private static void store(String account, int count) {
    server
        .database()
        .use(handle -> {
          handle.execute(
              """
              INSERT INTO payment (account_id, environment, id, number, status, amount, currency,
                destination_currency, converted_amount, exchange_rate, fee, corridor, recipient,
                created_at, updated_at, estimated_delivery)
              SELECT ?, 'sandbox', 'pmt_' || lpad(i::text, 26, '0'), i, 'cancelled', 1, 'USDC',
                'EUR', 1, 1, 0, 'US-EU',
                '{"name":"N","account_number":"A","bank_code":"B","bank_country":"ES"}',
                t + i * interval '1 ms', t, t
              FROM generate_series(1, ?) i, date_trunc('day', now(), 'UTC') t
              """,
              account,
              count);
          handle.execute(
              """
              INSERT INTO payment_count
              SELECT account_id, environment, (created_at AT TIME ZONE 'UTC')::date, status,
                currency, corridor, count(*)
              FROM payment WHERE account_id = ? GROUP BY 1, 2, 3, 4, 5, 6
              """,
              account);
        });
  }
}
