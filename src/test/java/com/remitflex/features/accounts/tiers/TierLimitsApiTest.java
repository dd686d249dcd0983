package com.remitflex.features.accounts.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.accounts.Account.Verification;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The limits of tiers over the API, with payments between accounts. */
class TierLimitsApiTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  private final String account = server.newVerifiedAccount();
  private final String receiver = server.newAccount();
  private final ApiClient client = server.clientOf(account, Environment.LIVE);

  private ApiClient.Answer pay(String amount) {
    return client.post(
        "/v1/payments",
        "{\"amount\": %s, \"currency\": \"USDC\", \"destination\": \"%s\"}"
            .formatted(amount, receiver));
  }

  private void verify(Verification level) {
    server.verify(account, level);
    server.giveLive(account, Currency.USDC, 3_000_000_000_000L);
  }

  private String accountPage() {
    PageClient browser = server.browser().signIn(server.newPerson(account, "viewer"));
    return browser.get("/dashboard/live/settings/account").text().replaceAll("<[^>]*>|\\s+", " ");
  }

  @Test
  void of64ConcurrentPaymentsOnlyThoseWithinTheDayAreMade() throws Exception {
    verify(Verification.KYC);
    List<Future<ApiClient.Answer>> made = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 64; i++) {
        made.add(threads.submit(() -> pay("7000.01")));
      }
    }
    int paid = 0;
    for (Future<ApiClient.Answer> one : made) {
      ApiClient.Answer answer = one.get();
      if (answer.status() == 201) {
        paid++;
      } else {
        assertThat(answer.errorCode()).as(answer.text()).isEqualTo("LIMIT_EXCEEDED");
      }
    }

    assertThat(paid).isEqualTo(7);
    assertThat(pay("1000").text())
        .contains("at most the equivalent of 50000 USD per day", "999.93 USD is left for this day");
    assertThat(pay("999.93").status()).isEqualTo(201);
    assertThat(pay("0.01").errorCode()).isEqualTo("LIMIT_EXCEEDED");
    assertThat(accountPage()).contains("Left today", "Left this month", "150,000");
  }

  @Test
  void onlyAHigherTierHelpsALargePayment() {
    verify(Verification.KYC);
    assertThat(pay("10000.01").errorCode()).isEqualTo("KYB_REQUIRED");
    assertThat(pay("500000.01").errorCode()).isEqualTo("LIMIT_EXCEEDED");
    assertThat(pay("10000").status()).isEqualTo(201);

    server.verify(account, Verification.KYB);
    assertThat(pay("500000").status()).isEqualTo(201);
    assertThat(pay("500000.01").errorCode()).isEqualTo("LIMIT_EXCEEDED");

    server.verify(account, Verification.NONE);
    assertThat(pay("1").errorCode()).isEqualTo("KYC_REQUIRED");
    assertThat(accountPage()).contains("can send no live money");
  }

  @Test
  void aChangedSumCountsAsUsedAndDoctorFindsIt() {
    verify(Verification.KYC);
    assertThat(pay("9000").status()).isEqualTo(201);
    server.database().use(handle -> handle.execute("UPDATE account_sending SET day_cents = 0"));
    try {
      assertThat(pay("1").text()).contains("0 USD is left for this day");
      assertThat(server.run("doctor").out())
          .contains("ERROR limits of tiers", "was changed outside RemitFlex");
    } finally {
      server
          .database()
          .use(
              handle -> handle.execute("DELETE FROM account_sending; DELETE FROM payment_sending"));
    }
  }

  @Test
  void theSandboxHasNoLimits() {
    ApiClient sandbox = server.clientOf(account, Environment.SANDBOX);
    String body =
        "{\"amount\": 600000, \"currency\": \"USDC\", \"destination\": \"%s\"}".formatted(receiver);

    assertThat(sandbox.post("/v1/payments", body).status()).isEqualTo(201);
  }
}
