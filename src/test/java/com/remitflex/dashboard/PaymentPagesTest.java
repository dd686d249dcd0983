package com.remitflex.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.http.Scope;
import com.remitflex.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.PageClient;
import com.remitflex.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A payment's page. */
class PaymentPagesTest {
  @RegisterExtension static final TestServer server = TestServer.standard();

  @Test
  void itNamesTheOneRequestOfManyThatMadeThePayment() {
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
}
