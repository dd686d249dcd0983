package com.remitflex.features.payments;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertForbidden;
import static com.remitflex.testing.Answers.assertNumber;
import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** DELETE /v1/payments/{id}; its 404s are in TenancyApiTest. */
class CancelPaymentApiTest {
  private static final int RACERS = 30;

  @RegisterExtension static final TestServer server = TestServer.standard();

  /** A server on which payments leave `pending` immediately and stay in the next status. */
  @RegisterExtension
  static final TestServer started =
      TestServer.with(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "3600000",
              "REMITFLEX_SANDBOX_REVIEW_MILLIS", "3600000"));

  private static String paid(ApiClient client, String amount) {
    Answer answer = client.post("/v1/payments", PaymentBody.of(amount, "USDC").toString());
    return "/v1/payments/" + answer.json().path("id").asText();
  }

  @Nested
  class Cancelled200 {
    @Test
    void aCancelledPaymentIsRefundedInFull() {
      ApiClient client = server.newClient(Scope.WRITE);
      String path = paid(client, "100");
      JsonNode before = client.get(path).json();

      Answer answer = client.delete(path);

      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
      JsonNode payment = answer.json();
      assertThat(payment.path("status").asText()).isEqualTo("cancelled");
      assertNumber(payment, "fee", "0");
      assertNumber(payment, "total_debited", "0");
      assertNumber(payment, "amount", "100");
      assertThat(payment.path("converted_amount")).isEqualTo(before.path("converted_amount"));
      assertThat(payment.path("created_at")).isEqualTo(before.path("created_at"));
      assertThat(Instant.parse(payment.path("updated_at").asText()))
          .isAfterOrEqualTo(Instant.parse(payment.path("created_at").asText()));
      assertThat(payment.has("failure_reason")).isFalse();
      assertThat(client.get(path).json()).isEqualTo(payment);
      assertBalance(client, "USDC", "1000000", "0");
    }

    @Test
    void theCancellationIsTheTimelinesLastEvent() {
      ApiClient client = server.newClient(Scope.WRITE);
      String path = paid(client, "100");
      client.delete(path);

      JsonNode events = client.get(path + "?expand=events").json().path("events");

      assertThat(events.findValuesAsText("type"))
          .containsExactly("payment.created", "payment.cancelled");
      assertThat(events.findValuesAsText("seq")).containsExactly("2", "3");
    }

    @Test
    void theFundsOfOtherPaymentsStayHeld() {
      ApiClient client = server.newClient(Scope.WRITE);
      String path = paid(client, "100");
      paid(client, "200");

      client.delete(path);

      assertBalance(client, "USDC", "999799", "201");
    }

    @Test
    void of30RacersExactlyOneCancels() throws Exception {
      ApiClient client = server.newClient(Scope.WRITE);
      String path = paid(client, "100");
      Callable<Answer> race = () -> client.delete(path);
      List<Answer> answers = new ArrayList<>();
      try (ExecutorService racers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<Answer> racer : racers.invokeAll(Collections.nCopies(RACERS, race))) {
          answers.add(racer.get());
        }
      }

      assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
      assertThat(answers)
          .filteredOn(answer -> answer.status() != 200)
          .hasSize(RACERS - 1)
          .allSatisfy(answer -> assertRefused(answer, 409, "PAYMENT_CANCELLED"));
      assertBalance(client, "USDC", "1000000", "0");
    }
  }

  @Nested
  class Forbidden403 {
    @Test
    void aReadKeyCannotCancel() {
      String accountId = server.newAccount();
      ApiClient writer = server.clientOf(accountId, Environment.SANDBOX);
      ApiClient reader =
          server.client(server.newKey(accountId, Environment.SANDBOX, Scope.READ).secret());
      String path = paid(writer, "100");

      assertForbidden(reader.delete(path), "write");
      assertForbidden(reader.delete("/v1/payments/pmt_unknown"), "write");

      assertThat(writer.get(path).json().path("status").asText()).isEqualTo("pending");
    }
  }

  @Nested
  class Conflict409 {
    @Test
    void aPaymentIsCancelledOnce() {
      ApiClient client = server.newClient(Scope.WRITE);
      String path = paid(client, "100");
      client.delete(path);

      assertRefused(client.delete(path), 409, "PAYMENT_CANCELLED");

      assertBalance(client, "USDC", "1000000", "0");
    }
  }

  @Nested
  class NotCancellable422 {
    @Test
    void aProcessingPaymentStaysProcessing() {
      assertNotCancellable("100", "processing");
    }

    @Test
    void aPaymentInReviewStaysInReview() {
      assertNotCancellable("100.03", "compliance_review");
    }

    private static void assertNotCancellable(String amount, String status) {
      ApiClient client = started.newClient(Scope.WRITE);
      String path = paid(client, amount);
      Payments.await(client, path, status);

      assertRefused(client.delete(path), 422, "PAYMENT_NOT_CANCELLABLE");

      assertThat(client.get(path).json().path("status").asText()).isEqualTo(status);
    }

    @Test
    void aPaymentToAnotherAccountStaysSettled() {
      ApiClient client = server.newClient(Scope.WRITE);
      PaymentBody body = PaymentBody.of("100", "USDC").text("destination", server.newAccount());
      String path =
          "/v1/payments/" + client.post("/v1/payments", body.toString()).json().path("id").asText();

      assertRefused(client.delete(path), 422, "PAYMENT_NOT_CANCELLABLE");

      assertBalance(client, "USDC", "999899.5", "0");
    }
  }

  @Nested
  class ValidationError400 {
    @Test
    void aQueryParameterIsRejected() {
      ApiClient client = server.newClient(Scope.WRITE);
      String path = paid(client, "100");

      assertRefused(client.delete(path + "?force=true"), 400, "VALIDATION_ERROR", "force");

      assertThat(client.get(path).json().path("status").asText()).isEqualTo("pending");
    }
  }
}
