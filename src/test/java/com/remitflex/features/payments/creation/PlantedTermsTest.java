package com.remitflex.features.payments.creation;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertNumber;
import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.exchange.quotes.QuoteService;
import com.remitflex.features.payments.PaymentInvariants;
import com.remitflex.features.recipients.saved.RecipientSignatures;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Someone who can write the tables changes a quote or a saved recipient: without effect, and found
 * by `doctor`.
 */
class PlantedTermsTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private final String account = server.newAccount();
  private final ApiClient client =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.ADMIN).secret());

  /** Nothing planted is left for other tests. */
  @AfterEach
  void clean() {
    sql("DELETE FROM quote WHERE account_id = ? AND used_by IS NULL", account);
    sql("DELETE FROM default_recipient WHERE account_id = ?", account);
    sql("DELETE FROM recipient WHERE account_id = ?", account);
    assertThat(server.run("doctor").out())
        .contains("ok    quotes", "ok    recipients", "ok    payments");
  }

  private static void sql(String sql, Object... arguments) {
    server.database().use(handle -> handle.execute(sql, arguments));
  }

  private String quote() {
    Answer answer =
        client.post(
            "/v1/conversions/quote",
            "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\", \"amount\": 100}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("quote_id").asText();
  }

  private void assertUnusable(String quote) {
    assertRefused(
        client.post("/v1/conversions/execute", "{\"quote_id\": \"" + quote + "\"}"),
        404,
        "NOT_FOUND");
    assertRefused(
        client.post("/v1/payments", PaymentBody.toIban().text("quote_id", quote).toString()),
        404,
        "NOT_FOUND");
    assertRefused(
        client.post(
            "/v1/off-ramps", PaymentBody.offRampToIban().text("quote_id", quote).toString()),
        404,
        "NOT_FOUND");
    assertRefused(client.get("/v1/conversions/quote/" + quote), 404, "NOT_FOUND");
    assertBalance(client, "USDC", "1000000", "0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "converted_amount = converted_amount * 10",
        "amount = amount / 10",
        "exchange_rate = 0.9",
        "fee = 0",
        "to_currency = 'GBP'",
        "expires_at = expires_at + interval '1 day'",
        "row_mac = NULL",
        "row_mac = ''",
      })
  void aChangedQuoteCannotBeUsed(String change) {
    String quote = quote();
    String other = quote();
    sql("UPDATE quote SET " + change + " WHERE id = ?", quote);

    assertUnusable(quote);

    Answer used = client.post("/v1/conversions/execute", "{\"quote_id\": \"" + other + "\"}");
    assertThat(used.status()).isEqualTo(201);
    if (!change.endsWith("NULL")) {
      assertThat(server.database().<List<String>>with(QuoteService::violations))
          .containsExactly(
              "quote "
                  + quote
                  + ": its terms were changed outside RemitFlex, so nobody can use it");
    }
  }

  @Test
  void aQuoteWithTheTermsOfAnotherCannotBeUsed() {
    String small = quote();
    String large =
        client
            .post(
                "/v1/conversions/quote",
                "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\", \"amount\": 5000}")
            .json()
            .path("quote_id")
            .asText();
    sql(
        "UPDATE quote q SET converted_amount = o.converted_amount, row_mac = o.row_mac"
            + " FROM quote o WHERE q.id = ? AND o.id = ?",
        small,
        large);

    assertUnusable(small);
  }

  @Test
  void aQuoteThatIsMadeUnusedAgainIsFound() {
    String quote = quote();
    Answer made =
        client.post("/v1/payments", PaymentBody.toIban().text("quote_id", quote).toString());
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    String id = made.json().path("id").asText();

    sql("UPDATE quote SET used_by = NULL WHERE id = ?", quote);

    assertThat(server.database().<List<String>>with(PaymentInvariants::violations))
        .containsExactly("payment " + id + ": its terms are not those of quote " + quote);
    sql("UPDATE quote SET used_by = ? WHERE id = ?", id, quote);
  }

  private String saved(String iban) {
    Answer answer =
        client.post(
            "/v1/recipients",
            PaymentBody.empty()
                .text("name", "Maria Garcia")
                .text("currency", "EUR")
                .text("account_number", iban)
                .text("bank_code", "COBADEFFXXX")
                .text("bank_country", "DE")
                .toString());
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("id").asText();
  }

  private Answer pay(String recipient) {
    return client.post(
        "/v1/payments", PaymentBody.of("100", "USDC").text("recipient_id", recipient).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "account_number = 'DE02120300000000202051'",
        "name = 'Mallory'",
        "bank_code = 'BYLADEM1001'",
        "address = 'Elsewhere'",
        "row_mac = NULL",
      })
  void aChangedRecipientIsNotPaid(String change) {
    String recipient = saved("DE89370400440532013000");
    sql("UPDATE recipient SET " + change + " WHERE id = ?", recipient);

    assertRefused(pay(recipient), 400, "INVALID_RECIPIENT", "recipient_id");

    assertRefused(
        client.patch("/v1/recipients/" + recipient, "{\"name\": \"Maria\"}"),
        400,
        "INVALID_RECIPIENT",
        "id");
    assertRefused(
        client.patch("/v1/account", "{\"default_recipient\": {\"id\": \"" + recipient + "\"}}"),
        400,
        "INVALID_RECIPIENT",
        "default_recipient.id");
    assertBalance(client, "USDC", "1000000", "0");
    assertThat(server.run("doctor").out())
        .contains(
            "ERROR recipients: 1",
            "recipient " + recipient + ": the row was changed or created outside RemitFlex");
    assertThat(client.delete("/v1/recipients/" + recipient).status()).isEqualTo(200);
  }

  @Test
  void aRecipientThatSomeoneElseAddedIsNotPaid() {
    String recipient = saved("DE89370400440532013000");
    String other = server.newAccount();
    sql(
        "INSERT INTO recipient (account_id, environment, id, name, account_number, bank_code,"
            + " bank_country, currency, created_at, row_mac) SELECT ?, environment, id, name,"
            + " account_number, bank_code, bank_country, currency, created_at, row_mac"
            + " FROM recipient WHERE id = ?",
        other,
        recipient);

    Answer answer =
        server
            .clientOf(other, Environment.SANDBOX)
            .post(
                "/v1/payments",
                PaymentBody.of("100", "USDC").text("recipient_id", recipient).toString());

    assertRefused(answer, 400, "INVALID_RECIPIENT", "recipient_id");
    assertThat(pay(recipient).status()).isEqualTo(201);
    sql("DELETE FROM recipient WHERE account_id = ? AND id = ?", other, recipient);
  }

  @Test
  void aDefaultRecipientThatSomeoneElseChoseIsNotPaid() {
    String recipient = saved("DE02120300000000202051");
    sql(
        "UPDATE default_recipient SET recipient_id = ? WHERE account_id = ? AND environment = ?",
        recipient,
        account,
        "sandbox");

    assertRefused(
        client.post("/v1/payments", PaymentBody.of("100", "USDC").toString()),
        400,
        "INVALID_RECIPIENT",
        "recipient");

    assertThat(server.database().<List<String>>with(RecipientSignatures::violations)).hasSize(1);
    assertThat(
            client
                .patch("/v1/account", "{\"default_recipient\": {\"id\": \"" + recipient + "\"}}")
                .status())
        .isEqualTo(200);
    Answer paid = client.post("/v1/payments", PaymentBody.of("100", "USDC").toString());
    assertThat(paid.status()).as(paid.text()).isEqualTo(201);
    assertNumber(paid.json(), "amount", "100");
  }
}
