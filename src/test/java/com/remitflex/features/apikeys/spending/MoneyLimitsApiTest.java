package com.remitflex.features.apikeys.spending;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.Answers;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestServer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The money limits of keys, as payments meet them. */
class MoneyLimitsApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private static final String PAYMENTS = "/v1/payments";

  private final ApiClient admin =
      server.client(server.newKey(server.newAccount(), Environment.SANDBOX, Scope.ADMIN).secret());

  private int names;

  private ApiClient limited(String limits) {
    Answer made =
        admin.post(
            "/v1/api-keys",
            "{\"name\": \"limited %d\", \"scope\": \"write\", \"money_limits\": {%s}}"
                .formatted(++names, limits));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return server.client(MintedSecrets.key(made.json().path("key").asText()));
  }

  private static String perPayment(String amount, String currency) {
    return "\"per_payment\": {\"amount\": %s, \"currency\": \"%s\"}".formatted(amount, currency);
  }

  private static String perDay(String amount, String currency) {
    return "\"per_day\": {\"amount\": %s, \"currency\": \"%s\"}".formatted(amount, currency);
  }

  private static Answer pay(ApiClient client, String amount, String currency) {
    return client.post(PAYMENTS, PaymentBody.of(amount, currency).toString());
  }

  private static void assertExceeded(Answer answer) {
    assertRefused(answer, 402, "LIMIT_EXCEEDED", "amount");
  }

  @Test
  void aPaymentMayBeAsLargeAsTheLimitAndNotASmallestUnitMore() {
    ApiClient key = limited(perPayment("100", "USDC"));

    assertExceeded(pay(key, "100.000001", "USDC"));

    assertThat(pay(key, "100", "USDC").status()).isEqualTo(201);
    assertThat(Answers.payments(admin)).isEqualTo(1);
  }

  @Test
  void theRejectionHasWhatIsLeftOfTheDay() {
    ApiClient key = limited(perDay("150", "USDC"));
    pay(key, "100", "USDC");

    Answer answer = pay(key, "50.01", "USDC");

    assertExceeded(answer);
    assertThat(answer.json().at("/error/message").asText()).contains("50 USDC is left");
    assertThat(pay(key, "50", "USDC").status()).isEqualTo(201);
    assertExceeded(pay(key, "10", "USDC"));
  }

  @Test
  void aCancelledPaymentRestoresWhatItUsedOfTheDay() {
    ApiClient key = limited(perDay("100", "USDC"));
    String id = pay(key, "100", "USDC").json().path("id").asText();
    assertExceeded(pay(key, "10", "USDC"));

    assertThat(key.delete(PAYMENTS + "/" + id).status()).isEqualTo(200);

    assertThat(pay(key, "100", "USDC").status()).isEqualTo(201);
  }

  @Test
  void aRepetitionCountsOnce() {
    ApiClient key = limited(perDay("100", "USDC"));
    String body = PaymentBody.of("60", "USDC").toString();

    key.post(PAYMENTS, body, "once");
    Answer again = key.post(PAYMENTS, body, "once");

    assertThat(again.status()).isEqualTo(201);
    assertThat(pay(key, "40", "USDC").status()).isEqualTo(201);
  }

  @Test
  void anotherKeyOfTheAccountHasItsOwnDay() {
    ApiClient first = limited(perDay("100", "USDC"));
    ApiClient second = limited(perDay("100", "USDC"));

    assertThat(pay(first, "100", "USDC").status()).isEqualTo(201);
    assertThat(pay(second, "100", "USDC").status()).isEqualTo(201);
    assertThat(pay(admin, "100", "USDC").status()).isEqualTo(201);
  }

  @Test
  void anotherCurrencyCountsAtThePlatformsRate() {
    ApiClient key = limited(perDay("100", "USDC"));

    assertExceeded(pay(key, "100", "EURC"));

    assertThat(pay(key, "50", "EURC").status()).isEqualTo(201);
    assertExceeded(pay(key, "50", "EURC"));
  }

  @Test
  void aRolledKeyKeepsWhatItHasSpent() {
    ApiClient key = limited(perDay("100", "USDC"));
    pay(key, "80", "USDC");

    Answer rolled = key.post("/v1/api-keys/current/roll", "{\"grace_seconds\": 0}");
    ApiClient renewed = server.client(MintedSecrets.key(rolled.json().path("key").asText()));

    assertExceeded(pay(renewed, "21", "USDC"));
    assertThat(pay(renewed, "20", "USDC").status()).isEqualTo(201);
  }

  @Test
  void ofManyAtTheSameTimeNoMoreSucceedThanTheDayAllows() {
    ApiClient key = limited(perDay("100", "USDC"));
    List<CompletableFuture<Integer>> racers =
        IntStream.range(0, 40)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> pay(key, "10", "USDC").status()))
            .toList();

    List<Integer> statuses = racers.stream().map(CompletableFuture::join).toList();

    assertThat(statuses).filteredOn(status -> status == 201).hasSize(10);
    assertThat(statuses).containsOnly(201, 402);
  }

  /** A second, simpler account of the day: a sum of what was sent and not taken back. */
  @Test
  void anyOrderOfPaymentsAndCancellationsKeepsToTheLimits() {
    Random random = Seeded.random(MoneyLimitsApiTest.class);
    BigDecimal day = new BigDecimal("500");
    BigDecimal most = new BigDecimal("200");
    ApiClient key = limited(perDay("500", "USDC") + ", " + perPayment("200", "USDC"));
    List<Map.Entry<String, BigDecimal>> sent = new ArrayList<>();
    BigDecimal spent = BigDecimal.ZERO;
    for (int i = 0; i < 300; i++) {
      if (!sent.isEmpty() && random.nextInt(3) == 0) {
        Map.Entry<String, BigDecimal> one = sent.remove(random.nextInt(sent.size()));
        assertThat(key.delete(PAYMENTS + "/" + one.getKey()).status()).isEqualTo(200);
        spent = spent.subtract(one.getValue());
      } else {
        BigDecimal amount = BigDecimal.valueOf(10_000_000L + random.nextInt(240_000_000), 6);
        boolean fits = amount.compareTo(most) <= 0 && spent.add(amount).compareTo(day) <= 0;

        Answer answer = pay(key, amount.toPlainString(), "USDC");

        assertThat(answer.status()).as("%s of %s spent", amount, spent).isEqualTo(fits ? 201 : 402);
        if (fits) {
          sent.add(Map.entry(answer.json().path("id").asText(), amount));
          spent = spent.add(amount);
        }
      }
    }
  }
}
