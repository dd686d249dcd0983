package com.remitflex.features.exchange.quotes;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestServer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of any number of concurrent requests that name one quote, one succeeds, whatever they are. */
@Tag("slow")
class OneQuoteOneUseTest {
  private static final int RACERS = 64;
  private static final int NORMALLY = 3;
  private static final int IN_FULL = 1_000;

  @RegisterExtension static final TestServer server = TestServer.standard();

  private final String account = server.newAccount();
  private final ApiClient client =
      server.client(server.newKey(account, Environment.SANDBOX, Scope.WRITE).secret());

  private String quote() {
    Answer answer =
        client.post(
            "/v1/conversions/quote",
            "{\"from_currency\": \"USDC\", \"to_currency\": \"EUR\", \"amount\": 10}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("quote_id").asText();
  }

  private Answer pay(String quote) {
    return client.post(
        "/v1/payments",
        PaymentBody.of("10", "USDC")
            .text("destination_currency", "EUR")
            .text("recipient.name", "Maria Garcia")
            .text("recipient.account_number", "DE89370400440532013000")
            .text("recipient.bank_code", "COBADEFFXXX")
            .text("recipient.bank_country", "DE")
            .text("quote_id", quote)
            .toString());
  }

  private Answer offRamp(String quote) {
    return client.post(
        "/v1/off-ramps",
        PaymentBody.empty()
            .json("amount", "10")
            .text("source_currency", "USDC")
            .text("destination_currency", "EUR")
            .text("bank_account.account_holder_name", "Example GmbH")
            .text("bank_account.account_number", "DE89370400440532013000")
            .text("bank_account.bank_name", "Commerzbank")
            .text("bank_account.bank_country", "DE")
            .text("quote_id", quote)
            .toString());
  }

  private Answer convert(String quote) {
    return client.post("/v1/conversions/execute", "{\"quote_id\": \"" + quote + "\"}");
  }

  /** Runs one request of each racer at the same time; returns the one that succeeded. */
  private static Answer race(String quote, List<Callable<Answer>> racers) throws Exception {
    List<Future<Answer>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      racers.forEach(racer -> answers.add(threads.submit(racer)));
    }
    List<Answer> succeeded = new ArrayList<>();
    for (Future<Answer> one : answers) {
      Answer answer = one.get();
      if (answer.status() == 201) {
        succeeded.add(answer);
      } else {
        assertRefused(answer, 404, "NOT_FOUND");
        assertThat(answer.json().at("/error/message").asText())
            .isEqualTo("Quote " + quote + " not found or has already been used.");
      }
    }
    assertThat(succeeded).hasSize(1);
    return succeeded.getFirst();
  }

  private static List<Callable<Answer>> racers(List<Callable<Answer>> kinds) {
    List<Callable<Answer>> racers = new ArrayList<>();
    for (int i = 0; i < RACERS; i++) {
      racers.add(kinds.get(i % kinds.size()));
    }
    return racers;
  }

  private int total(String path) {
    return client.get(path + "?limit=1").json().at("/pagination/total").asInt();
  }

  /** What is left of a million after quotes of 10.025 USDC with their fees. */
  private static String left(int quotes) {
    return new BigDecimal("1000000").subtract(cost(quotes)).toPlainString();
  }

  private static BigDecimal cost(int quotes) {
    return new BigDecimal("10.025").multiply(BigDecimal.valueOf(quotes));
  }

  @Test
  void ofManyPaymentsOneSucceedsAndNothingElseIsHeld() throws Exception {
    int quotes = Seeded.cases(NORMALLY, IN_FULL);
    for (int i = 0; i < quotes; i++) {
      String quote = quote();

      Answer made = race(quote, racers(List.of(() -> pay(quote))));

      assertThat(made.json().path("quote_id").asText()).isEqualTo(quote);
      assertThat(client.get("/v1/conversions/quote/" + quote).json().path("used_by"))
          .isEqualTo(made.json().path("id"));
    }
    assertThat(total("/v1/payments")).isEqualTo(quotes);
    assertBalance(client, "USDC", left(quotes), cost(quotes).toPlainString());
  }

  @Test
  void ofManyOffRampsOneSucceedsAndNothingElseIsHeld() throws Exception {
    int quotes = Seeded.cases(NORMALLY, IN_FULL);
    for (int i = 0; i < quotes; i++) {
      String quote = quote();

      Answer made = race(quote, racers(List.of(() -> offRamp(quote))));

      assertThat(client.get("/v1/conversions/quote/" + quote).json().path("used_by"))
          .isEqualTo(made.json().path("id"));
    }
    assertThat(total("/v1/off-ramps")).isEqualTo(quotes);
    assertBalance(client, "USDC", left(quotes), cost(quotes).toPlainString());
  }

  /** One of each is enough to see that there is one lock for all of them. */
  @Test
  void ofPaymentsConversionsAndOffRampsForOneQuoteOneSucceeds() throws Exception {
    int quotes = Seeded.cases(NORMALLY * 2, IN_FULL / 10);
    for (int i = 0; i < quotes; i++) {
      String quote = quote();

      race(quote, racers(List.of(() -> pay(quote), () -> convert(quote), () -> offRamp(quote))));
    }
    int converted = total("/v1/conversions");
    assertThat(total("/v1/payments") + converted + total("/v1/off-ramps")).isEqualTo(quotes);
    assertBalance(client, "USDC", left(quotes), cost(quotes - converted).toPlainString());
    BigDecimal euros = new BigDecimal("9.22").multiply(BigDecimal.valueOf(converted));
    if (converted > 0) {
      assertBalance(client, "EUR", euros.toPlainString(), "0");
    }
  }
}
