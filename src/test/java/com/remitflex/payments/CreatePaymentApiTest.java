package com.remitflex.payments;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.http.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.TestServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CreatePaymentApiTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_SANDBOX_PENDING_MILLIS", "3600000"));

  @Test
  void theSeedPagesCurlWorks() {
    ApiClient client = server.newClient(Scope.WRITE);

    ApiClient.Answer answer =
        client.post("/v1/payments", "{\"amount\": 100, \"currency\": \"USDC\"}", "k1");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.json().path("status").asText()).isEqualTo("pending");
  }
}
