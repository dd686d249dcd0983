package com.remitflex.core.idempotency;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertRefused;
import static com.remitflex.testing.Answers.payments;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.PayoutExample;
import com.remitflex.testing.TestServer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The quoted form of an idempotency key (RFC 9651, 3.3.3) is the key within the quotes. */
class QuotedKeyApiTest {
  private static final String PAYMENTS = "/v1/payments";
  private static final String BODY = PayoutExample.SPAIN.body("100").toString();
  private static final String OTHER = PayoutExample.SPAIN.body("200").toString();

  @RegisterExtension static final TestServer server = TestServer.standard();

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {"abc, \"abc\"", "a\"b, \"a\\\"b\"", "a\\b, \"a\\\\b\"", "a;b=c, \"a;b=c\""})
  void bothFormsAreOneKeyInTheHeaderAndInBothLookups(String plain, String quoted) {
    ApiClient client = server.newClient(Scope.WRITE);

    Answer first = client.post(PAYMENTS, BODY, plain);
    Answer again = client.post(PAYMENTS, BODY, quoted);

    assertThat(again.status()).as(again.text()).isEqualTo(201);
    assertThat(again.header("Idempotent-Replayed")).contains("true");
    assertThat(again.text()).isEqualTo(first.text());
    assertRefused(client.post(PAYMENTS, OTHER, quoted), 409, "IDEMPOTENCY_CONFLICT");
    assertThat(payments(client)).isEqualTo(1);
    for (String form : new String[] {plain, quoted}) {
      assertDone(client, form, plain, first);
    }
  }

  @Test
  void theQuotedFormFirstIsTheSameKeyToo() {
    ApiClient client = server.newClient(Scope.WRITE);

    Answer first = client.post(PAYMENTS, BODY, "\"abc\"");

    assertThat(client.post(PAYMENTS, BODY, "abc").text()).isEqualTo(first.text());
    assertThat(payments(client)).isEqualTo(1);
    assertDone(client, "abc", "abc", first);
  }

  @Test
  void aKeyThatItselfBeginsWithAQuoteIsAnotherThanTheKeyWithinThoseQuotes() {
    ApiClient client = server.newClient(Scope.WRITE);
    String escaped = "\"\\\"abc\\\"\"";

    Answer first = client.post(PAYMENTS, BODY, escaped);
    Answer other = client.post(PAYMENTS, BODY, "abc");

    assertThat(other.header("Idempotent-Replayed")).isEmpty();
    assertThat(client.post(PAYMENTS, BODY, escaped).text()).isEqualTo(first.text());
    assertThat(client.post(PAYMENTS, BODY, "\"abc\"").text()).isEqualTo(other.text());
    assertThat(payments(client)).isEqualTo(2);
  }

  @Test
  void aKeyThatAnEarlierReleaseStoredWithItsQuotesIsFoundInBothForms() {
    ApiClient client = server.newClient(Scope.WRITE);
    Answer first = client.post(PAYMENTS, BODY, "old");
    rename(first, "\"old\"");

    for (String form : new String[] {"old", "\"old\""}) {
      assertThat(client.post(PAYMENTS, BODY, form).text()).isEqualTo(first.text());
      assertRefused(client.post(PAYMENTS, OTHER, form), 409, "IDEMPOTENCY_CONFLICT");
      assertDone(client, form, "old", first);
    }
    assertThat(payments(client)).isEqualTo(1);
    assertBalance(client, "USDC", "999899.5", "100.5");
  }

  /** One client sent both forms when they were two keys: whichever it repeats, nothing is paid. */
  @Test
  void whenBothFormsWereUsedEachRequestGetsItsOwnResponseAndPaysOnce() {
    ApiClient client = server.newClient(Scope.WRITE);
    Answer quoted = client.post(PAYMENTS, OTHER, "both");
    rename(quoted, "\"both\"");
    Answer plain = client.post(PAYMENTS, BODY, "later");
    rename(plain, "both");

    for (String form : new String[] {"both", "\"both\""}) {
      assertThat(client.post(PAYMENTS, BODY, form).text()).isEqualTo(plain.text());
      assertThat(client.post(PAYMENTS, OTHER, form).text()).isEqualTo(quoted.text());
      assertRefused(
          client.post(PAYMENTS, PayoutExample.SPAIN.body("300").toString(), form),
          409,
          "IDEMPOTENCY_CONFLICT");
    }
    assertThat(payments(client)).isEqualTo(2);
  }

  @Test
  void historyStoresOneFormOfTheKeyAndFindsItByBoth() {
    ApiClient client = server.newClient(Scope.ADMIN);
    client.post(PAYMENTS, BODY, "\"seen\"");
    String path = "/v1/api-keys/current/requests?idempotency_key=";

    for (String form : new String[] {"seen", "\"seen\""}) {
      Await.until(
          "the request is in the history",
          () -> client.get(path + encoded(form)).json().path("data").size() == 1);
      assertThat(client.get(path + encoded(form)).json().at("/data/0/idempotency_key").asText())
          .isEqualTo("seen");
    }
  }

  private static void rename(Answer payment, String key) {
    server
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE idempotency SET key = ? WHERE resource_id = ?",
                key,
                payment.json().path("id").asText()));
  }

  private static void assertDone(ApiClient client, String form, String key, Answer payment) {
    for (String path : new String[] {"/v1/idempotency-keys/", "/v1/idempotency-keys?key="}) {
      if (path.endsWith("=") || form.indexOf('\\') < 0) {
        Answer answer = client.get(path + encoded(form));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("status").asText()).isEqualTo("done");
        assertThat(answer.json().path("key").asText()).isEqualTo(key);
        assertThat(answer.json().path("resource_id")).isEqualTo(payment.json().path("id"));
      }
    }
  }

  private static String encoded(String key) {
    return URLEncoder.encode(key, StandardCharsets.UTF_8);
  }
}
