package com.remitflex.features.apikeys.spending;

import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.apikeys.KeyLimits;
import com.remitflex.features.apikeys.lifecycle.NewKey;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of a key's day when money comes back, and when the day is over. */
class ReturnedMoneyApiTest {
  /** Payments proceed immediately, so that those of the magic amounts fail. */
  @RegisterExtension
  static final TestServer quick =
      TestServer.with(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0"));

  @RegisterExtension static final TestServer slow = TestServer.standard();

  private static ApiClient withADayOf100(TestServer server) {
    HeadId head = new HeadId(server.newAccount(), Environment.SANDBOX);
    KeyLimits limits =
        new KeyLimits(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Money(Currency.USDC, 100_500_000)));
    NewKey request = new NewKey("limited", Scope.WRITE, Optional.empty(), limits);
    return server.client(
        MintedSecrets.key(server.keys().create(head, request).orElseThrow().secret()));
  }

  private static Answer pay(ApiClient client, String amount) {
    return client.post("/v1/payments", PaymentBody.of(amount, "USDC").toString());
  }

  private static String status(ApiClient client, Answer payment) {
    return client
        .get("/v1/payments/" + payment.json().path("id").asText())
        .json()
        .path("status")
        .asText();
  }

  @Test
  void aFailedPaymentRestoresWhatItUsedOfTheDay() {
    ApiClient key = withADayOf100(quick);
    for (String fails : List.of("100.01", "100.02", "100.01")) {
      Answer failing = pay(key, fails);
      assertThat(failing.status()).as(failing.text()).isEqualTo(201);
      Await.until(() -> status(key, failing).equals("failed"));
    }
    Answer good = pay(key, "100");
    assertThat(good.status()).isEqualTo(201);
    Await.until(() -> status(key, good).equals("delivered"));

    assertRefused(pay(key, "10"), 402, "LIMIT_EXCEEDED", "amount");
  }

  @Test
  void anotherDayBeginsAtZeroAndIsNotChangedByWhatIsRestoredOfTheDayBefore() {
    ApiClient key = withADayOf100(slow);
    String yesterdays = pay(key, "100").json().path("id").asText();
    assertRefused(pay(key, "10"), 402, "LIMIT_EXCEEDED", "amount");
    slow.database()
        .use(handle -> {
          handle.execute("UPDATE key_spending SET day = day - 1, row_mac = NULL");
          handle.execute("UPDATE payment_spending SET day = day - 1, row_mac = NULL");
          SpendingSignatureStore.signUnsigned(handle);
        });

    assertThat(pay(key, "90").status()).isEqualTo(201);
    assertThat(key.delete("/v1/payments/" + yesterdays).status()).isEqualTo(200);

    Answer over = pay(key, "11");
    assertRefused(over, 402, "LIMIT_EXCEEDED", "amount");
    assertThat(over.json().at("/error/message").asText()).contains("10.5 USDC is left");
    assertThat(pay(key, "10.5").status()).isEqualTo(201);
  }

  @Test
  void whatIsSentToAnotherAccountCountsToo() {
    ApiClient key = withADayOf100(slow);
    String other = slow.newAccount();
    String body = PaymentBody.of("60", "USDC").text("destination", other).toString();

    assertThat(key.post("/v1/payments", body).status()).isEqualTo(201);

    assertRefused(key.post("/v1/payments", body), 402, "LIMIT_EXCEEDED", "amount");
    assertThat(pay(key, "40.5").status()).isEqualTo(201);
  }

  /** Someone with SQL who makes room for more leaves a sum that does not fit. */
  @Test
  void aLoweredSumIsFound() {
    ApiClient client = withADayOf100(slow);
    pay(client, "60");
    String key = client.get("/v1/api-keys/current").json().path("id").asText();
    for (String change :
        List.of(
            "UPDATE key_spending SET spent = 0 WHERE key_id = ?",
            "UPDATE payment_spending SET amount = 1 WHERE key_id = ?",
            "DELETE FROM key_spending WHERE key_id = ?",
            "UPDATE payment_spending SET day = day - 1 WHERE key_id = ?",
            "DELETE FROM payment_spending WHERE key_id = ?")) {
      List<String> found =
          slow.database()
              .with(handle -> {
                handle.begin();
                try {
                  handle.execute(change, key);
                  return KeySpending.violations(handle);
                } finally {
                  handle.rollback();
                }
              });
      assertThat(found).as(change).isNotEmpty().allMatch(line -> line.contains(key));
    }
    List<String> whole = slow.database().with(KeySpending::violations);
    assertThat(whole).isEmpty();
  }

  private static String id(ApiClient key) {
    return key.get("/v1/api-keys/current").json().path("id").asText();
  }

  private static String idOf(Answer payment) {
    return payment.json().path("id").asText();
  }

  private static List<String> violations() {
    return slow.database().with(KeySpending::violations);
  }

  private static void execute(String sql, Object... values) {
    slow.database().use(handle -> assertThat(handle.execute(sql, values)).isPositive());
  }

  /** Ends a test that has forged rows of this key. */
  private static void forget(String key) {
    slow.database()
        .use(handle -> {
          handle.execute("DELETE FROM key_spending WHERE key_id = ?", key);
          handle.execute("DELETE FROM payment_spending WHERE key_id = ?", key);
        });
  }

  /** A change of both the sum and what the payments used is found, and gains nothing. */
  @Test
  void aSumThatWasForgedWithItsUsagesLeavesNothingOfTheDay() {
    ApiClient client = withADayOf100(slow);
    Answer payment = pay(client, "60");
    String key = id(client);
    for (String forgery :
        List.of(
            "UPDATE key_spending SET spent = 0 WHERE key_id = ?",
            "UPDATE key_spending SET day = day - 1 WHERE key_id = ?",
            "UPDATE key_spending SET spent = 0, row_mac = NULL WHERE key_id = ?")) {
      execute("UPDATE key_spending SET spent = 60000000 WHERE key_id = ?", key);
      slow.database()
          .use(handle -> handle.execute("DELETE FROM payment_spending WHERE key_id = ?", key));
      execute(forgery, key);

      Answer over = pay(client, "10");

      assertRefused(over, 402, "LIMIT_EXCEEDED", "amount");
      assertThat(over.json().at("/error/message").asText()).as(forgery).contains("0 USDC is left");
      assertThat(violations()).as(forgery).anyMatch(line -> line.startsWith(key + " daily sum"));
    }
    assertThat(client.delete("/v1/payments/" + idOf(payment)).status()).isEqualTo(200);
    assertRefused(pay(client, "10"), 402, "LIMIT_EXCEEDED", "amount");

    forget(key);
    assertThat(pay(client, "10").status()).isEqualTo(201);
  }

  /** The sum of another key, with its MAC, is not this key's. */
  @Test
  void theRowOfAnotherKeyDoesNotFit() {
    ApiClient client = withADayOf100(slow);
    ApiClient other = withADayOf100(slow);
    pay(client, "60");
    pay(other, "10");
    execute(
        """
        UPDATE key_spending s SET spent = o.spent, row_mac = o.row_mac FROM key_spending o
        WHERE s.key_id = ? AND o.key_id = ?
        """,
        id(client),
        id(other));

    assertRefused(pay(client, "10"), 402, "LIMIT_EXCEEDED", "amount");
    assertThat(pay(other, "10").status()).isEqualTo(201);
    assertThat(violations()).anyMatch(line -> line.startsWith(id(client) + " daily sum: the row"));

    forget(id(client));
  }

  /** Nobody is given back more than was taken: neither by a greater share nor by a moved one. */
  @Test
  void aForgedUsageRestoresNothing() {
    for (String forgery :
        List.of(
            "UPDATE payment_spending SET amount = 100000000 WHERE payment_id = ?",
            "UPDATE payment_spending SET row_mac = NULL WHERE payment_id = ?")) {
      ApiClient client = withADayOf100(slow);
      pay(client, "90");
      Answer small = pay(client, "10");
      execute(forgery, idOf(small));
      assertThat(violations()).as(forgery).anyMatch(line -> line.startsWith(idOf(small) + ": "));

      assertThat(client.delete("/v1/payments/" + idOf(small)).status()).isEqualTo(200);

      Answer over = pay(client, "10");
      assertRefused(over, 402, "LIMIT_EXCEEDED", "amount");
      assertThat(over.json().at("/error/message").asText()).contains("0.5 USDC is left");
      forget(id(client));
    }
  }

  /** Payments and cancellations of one batch each see what the one before did to the sum. */
  @Test
  void manyConcurrentCancellationsRestoreTheLimitOnce() {
    ApiClient client = withADayOf100(slow);
    List<String> payments =
        java.util.stream.IntStream.range(0, 10).mapToObj(i -> idOf(pay(client, "10"))).toList();
    assertRefused(pay(client, "10"), 402, "LIMIT_EXCEEDED", "amount");

    List<Integer> statuses =
        payments.stream()
            .map(payment ->
                java.util.concurrent.CompletableFuture.supplyAsync(
                    () -> client.delete("/v1/payments/" + payment).status(),
                    Thread.ofPlatform()::start))
            .toList()
            .stream()
            .map(java.util.concurrent.CompletableFuture::join)
            .toList();

    assertThat(statuses).containsOnly(200);
    assertThat(violations()).isEmpty();
    assertThat(pay(client, "100.5").status()).isEqualTo(201);
    assertRefused(pay(client, "10"), 402, "LIMIT_EXCEEDED", "amount");
  }
}
