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
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
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

  /** The quote of a race, and the request that succeeded. */
  private record Winner(String quote, Answer answer) {}

  /** Runs all racers at the same time, again with another quote if this one expired before. */
  private Winner race(List<Function<String, Answer>> kinds) throws Exception {
    Optional<Winner> winner = Optional.empty();
    while (winner.isEmpty()) {
      winner = raceOnce(quote(), kinds);
    }
    return winner.get();
  }

  /** Empty if the machine was too slow: the quote expired before any request was decided. */
  private static Optional<Winner> raceOnce(String quote, List<Function<String, Answer>> kinds)
      throws Exception {
    List<Future<Answer>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < RACERS; i++) {
        Function<String, Answer> kind = kinds.get(i % kinds.size());
        answers.add(threads.submit(() -> kind.apply(quote)));
      }
    }
    List<Answer> succeeded = new ArrayList<>();
    int expired = 0;
    for (Future<Answer> one : answers) {
      Answer answer = one.get();
      if (answer.status() == 201) {
        succeeded.add(answer);
      } else if (answer.status() == 422) {
        assertRefused(answer, 422, "QUOTE_EXPIRED");
        expired++;
      } else {
        assertRefused(answer, 404, "NOT_FOUND");
        assertThat(answer.json().at("/error/message").asText())
            .isEqualTo("Quote " + quote + " not found or has already been used.");
      }
    }
    assertThat(succeeded).hasSize(expired == 0 ? 1 : 0);
    return succeeded.stream().findFirst().map(answer -> new Winner(quote, answer));
  }

  private void assertUsedBy(Winner made) {
    assertThat(client.get("/v1/conversions/quote/" + made.quote()).json().path("used_by"))
        .isEqualTo(made.answer().json().path("id"));
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
      Winner made = race(List.of(this::pay));

      assertThat(made.answer().json().path("quote_id").asText()).isEqualTo(made.quote());
      assertUsedBy(made);
    }
    assertThat(total("/v1/payments")).isEqualTo(quotes);
    assertBalance(client, "USDC", left(quotes), cost(quotes).toPlainString());
  }

  @Test
  void ofManyOffRampsOneSucceedsAndNothingElseIsHeld() throws Exception {
    int quotes = Seeded.cases(NORMALLY, IN_FULL);
    for (int i = 0; i < quotes; i++) {
      assertUsedBy(race(List.of(this::offRamp)));
    }
    assertThat(total("/v1/off-ramps")).isEqualTo(quotes);
    assertBalance(client, "USDC", left(quotes), cost(quotes).toPlainString());
  }

  /** One of each is enough to see that there is one lock for all of them. */
  @Test
  void ofPaymentsConversionsAndOffRampsForOneQuoteOneSucceeds() throws Exception {
    int quotes = Seeded.cases(NORMALLY * 2, IN_FULL / 10);
    for (int i = 0; i < quotes; i++) {
      race(List.of(this::pay, this::convert, this::offRamp));
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
