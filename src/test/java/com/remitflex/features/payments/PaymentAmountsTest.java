package com.remitflex.features.payments;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertNumber;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.PayoutExample;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestServer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a payment costs and what arrives, over random amounts, against sums done here again. */
class PaymentAmountsTest {
  private static final int PAYMENTS = Seeded.cases(100, 3_000);
  private static final BigDecimal TOO_MANY_REQUESTS = new BigDecimal("9999.99");

  @RegisterExtension static final TestServer server = TestServer.standard();

  private final Random random = Seeded.random(PaymentAmountsTest.class);
  private final ApiClient client = server.newClient(Scope.WRITE);
  private final Map<String, BigDecimal> available = new HashMap<>();
  private final Map<String, BigDecimal> held = new HashMap<>();

  PaymentAmountsTest() {
    for (String currency : List.of("USDC", "USDT", "EURC")) {
      client.post("/v1/sandbox/fund", PaymentBody.of("999000000", currency).toString());
      available.put(currency, new BigDecimal("1000000000"));
      held.put(currency, BigDecimal.ZERO);
    }
  }

  @Test
  void whatArrivesIsRoundedDownAndTheFeeUpAndBalancesMoveByExactlyThat() {
    for (int i = 0; i < PAYMENTS; i++) {
      PayoutExample example = PayoutExample.all().get(random.nextInt(PayoutExample.all().size()));
      BigDecimal amount = random(new BigDecimal(example.least()), new BigDecimal(example.most()));
      if (amount.compareTo(TOO_MANY_REQUESTS) != 0) {
        pay(example, amount);
      }
    }
  }

  private void pay(PayoutExample example, BigDecimal amount) {
    Answer answer = client.post("/v1/payments", example.body(amount.toPlainString()).toString());

    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    JsonNode payment = answer.json();
    BigDecimal rate = payment.path("exchange_rate").decimalValue();
    assertThat(rate).isEqualByComparingTo(example.rate());
    assertThat(rate.stripTrailingZeros().precision()).isLessThanOrEqualTo(10);
    BigDecimal converted = amount.multiply(rate).setScale(2, RoundingMode.FLOOR);
    BigDecimal fee = fee(amount);
    BigDecimal total = amount.add(fee);
    assertNumber(payment, "amount", amount);
    assertNumber(payment, "converted_amount", converted);
    assertNumber(payment, "fee", fee);
    assertNumber(payment, "total_debited", total);
    String currency = example.currency();
    available.merge(currency, total.negate(), BigDecimal::add);
    held.merge(currency, total, BigDecimal::add);
    assertBalance(
        client,
        currency,
        available.get(currency).toPlainString(),
        held.get(currency).toPlainString());
  }

  /** Between accounts there are no bounds, so the smallest amounts are tried too. */
  @Test
  void amountsBetweenAccountsArriveWholeAndTheFeeIsRoundedUp() {
    String payeeId = server.newAccount();
    ApiClient payee = server.clientOf(payeeId, Environment.SANDBOX);
    BigDecimal spent = BigDecimal.ZERO;
    BigDecimal arrived = new BigDecimal("1000000");
    for (int i = 0; i < PAYMENTS; i++) {
      BigDecimal amount = random(new BigDecimal("0.000001"), new BigDecimal("100000"));

      Answer answer =
          client.post(
              "/v1/payments",
              PaymentBody.of(amount.toPlainString(), "USDC")
                  .text("destination", payeeId)
                  .toString());

      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      assertNumber(answer.json(), "converted_amount", amount);
      assertNumber(answer.json(), "fee", fee(amount));
      assertNumber(answer.json(), "total_debited", amount.add(fee(amount)));
      spent = spent.add(amount).add(fee(amount));
      arrived = arrived.add(amount);
    }
    BigDecimal left = available.get("USDC").subtract(spent);
    assertBalance(client, "USDC", left.toPlainString(), "0");
    assertBalance(payee, "USDC", arrived.toPlainString(), "0");
  }

  private static BigDecimal fee(BigDecimal amount) {
    return amount
        .multiply(BigDecimal.valueOf(50))
        .divide(BigDecimal.valueOf(10_000))
        .setScale(6, RoundingMode.CEILING);
  }

  /** An amount of any magnitude within the bounds, with 0 to 6 decimals. */
  private BigDecimal random(BigDecimal least, BigDecimal most) {
    double magnitudes = Math.log(most.doubleValue() / least.doubleValue());
    double about = least.doubleValue() * Math.exp(random.nextDouble() * magnitudes);
    BigDecimal amount = BigDecimal.valueOf(about).setScale(random.nextInt(7), RoundingMode.HALF_UP);
    return amount.max(least).min(most);
  }
}
