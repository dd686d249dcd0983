package com.remitflex.features.payments;

import static com.remitflex.testing.Answers.assertBalance;
import static com.remitflex.testing.Answers.assertNumber;
import static com.remitflex.testing.Answers.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.PayoutExample;
import com.remitflex.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a payment in the sandbox, from its creation to its final status. */
class PaymentLifeTest {
  @RegisterExtension
  static final TestServer server =
      TestServer.with(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0",
              "REMITFLEX_SANDBOX_RETURNED_MILLIS", "100",
              "REMITFLEX_SANDBOX_REVIEW_MILLIS", "200"));

  private final ApiClient client = server.newClient(Scope.WRITE);

  private String pay(PaymentBody body) {
    JsonNode payment = client.post("/v1/payments", body.toString()).json();
    return "/v1/payments/" + payment.path("id").asText();
  }

  private static void assertTimeline(JsonNode payment, String... types) {
    JsonNode events = payment.path("events");
    assertThat(events.findValuesAsText("type")).containsExactly(types);
    // The first event of the account is its key's.
    List<String> seqs =
        LongStream.rangeClosed(2, types.length + 1).mapToObj(Long::toString).toList();
    assertThat(events.findValuesAsText("seq")).isEqualTo(seqs);
    assertThat(events.findValuesAsText("created_at")).isSorted();
    assertThat(payment.path("updated_at"))
        .isEqualTo(events.get(events.size() - 1).path("created_at"));
  }

  @ParameterizedTest
  @MethodSource("com.remitflex.testing.PayoutExample#all")
  void anOrdinaryAmountIsDeliveredOnEveryCorridor(PayoutExample example) {
    JsonNode payment = Payments.await(client, pay(example.body("1000")), "delivered");

    assertTimeline(
        payment, "payment.created", "payment.processing", "payment.settled", "payment.delivered");
    assertNumber(payment, "fee", "5");
    assertNumber(payment, "total_debited", "1005");
    assertThat(payment.has("failure_reason")).isFalse();
    assertThat(payment.has("failure_message")).isFalse();
    assertBalance(client, example.currency(), "998995", "0");
  }

  @ParameterizedTest
  @CsvSource({
    "100.01, INSUFFICIENT_FUNDS",
    "5000.010000, INSUFFICIENT_FUNDS",
    "100.02, RECIPIENT_BANK_REJECTED",
    "25000.02, RECIPIENT_BANK_REJECTED"
  })
  void aReservedAmountFailsWithItsReasonAndIsRefunded(String amount, String reason) {
    JsonNode payment = Payments.await(client, pay(PaymentBody.of(amount, "USDC")), "failed");

    assertThat(payment.path("failure_reason").asText()).isEqualTo(reason);
    assertThat(payment.path("failure_message").asText()).isNotBlank();
    assertNumber(payment, "amount", amount);
    assertNumber(payment, "fee", "0");
    assertNumber(payment, "total_debited", "0");
    assertTimeline(payment, "payment.created", "payment.processing", "payment.failed");
    assertBalance(client, "USDC", "1000000", "0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"100.1", "100.011", "100.010001", "100.2", "101", "100.030001", "100.040001"})
  void onlyTheExactFractionIsReserved(String amount) {
    Payments.await(client, pay(PaymentBody.of(amount, "USDC")), "delivered");
  }

  @Test
  void aReviewIsApprovedAutomaticallyAndThePaymentContinues() {
    JsonNode payment = Payments.await(client, pay(PaymentBody.of("100.03", "USDC")), "delivered");

    assertTimeline(
        payment,
        "payment.created",
        "compliance.review_required",
        "compliance.approved",
        "payment.processing",
        "payment.settled",
        "payment.delivered");
    assertNumber(payment, "total_debited", "100.53015");
    assertBalance(client, "USDC", "999899.46985", "0");
  }

  @Test
  void aBankReturnsTheMoneyAndTheFeeIsKept() {
    JsonNode payment = Payments.await(client, pay(PaymentBody.of("100.04", "USDC")), "returned");

    assertTimeline(
        payment,
        "payment.created",
        "payment.processing",
        "payment.settled",
        "payment.delivered",
        "payment.returned");
    assertNumber(payment, "returned_amount", payment.path("converted_amount").decimalValue());
    assertThat(payment.path("return_reason").path("code").asText()).isEqualTo("AC04");
    assertThat(payment.path("return_reason").path("text").asText()).isNotBlank();
    assertThat(payment.path("returned_at")).isEqualTo(payment.path("updated_at"));
    assertThat(payment.has("failure_reason")).isFalse();
    assertNumber(payment, "fee", "0.5002");
    assertNumber(payment, "total_debited", "100.5402");
    assertBalance(client, "USDC", "999899.4598", "0");
    assertBalance(client, "EUR", payment.path("converted_amount").asText(), "0");
    JsonNode returned = client.get("/v1/payments?status=returned").json();
    assertThat(returned.path("pagination").path("total").asLong()).isEqualTo(1);
  }

  @Test
  void aPaymentToAWalletIsNotReturned() {
    PaymentBody body =
        PaymentBody.of("100.04", "USDC")
            .text("recipient.wallet.network", "base")
            .text("recipient.wallet.address", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");

    Payments.await(client, pay(body), "settled");

    assertBalance(client, "USDC", "999899.4598", "0");
  }

  @Test
  void aPaymentToAnotherAccountStaysSettled() {
    PaymentBody body = PaymentBody.of("100", "USDC").text("destination", server.newAccount());
    String path = pay(body);
    // A later payment passes through every step meanwhile.
    Payments.await(client, pay(PaymentBody.of("100", "USDC")), "delivered");

    JsonNode payment = Payments.await(client, path, "settled");

    assertTimeline(payment, "payment.created", "payment.processing", "payment.settled");
  }

  @ParameterizedTest
  @CsvSource({"100, delivered", "100.01, failed"})
  void aPaymentInAFinalStatusCannotBeCancelled(String amount, String status) {
    String path = pay(PaymentBody.of(amount, "USDC"));
    Payments.await(client, path, status);

    assertRefused(client.delete(path), 422, "PAYMENT_NOT_CANCELLABLE");

    assertThat(client.get(path).json().path("status").asText()).isEqualTo(status);
  }

  @Test
  void theEventsOfConcurrentPaymentsHaveNoGap() {
    List<String> paths =
        LongStream.range(0, 20).mapToObj(i -> pay(PaymentBody.of("5" + i + ".5", "USDC"))).toList();

    List<Long> seqs =
        paths.stream()
            .map(path -> Payments.await(client, path, "delivered"))
            .flatMap(payment -> payment.path("events").findValues("seq").stream())
            .map(JsonNode::asLong)
            .sorted()
            .toList();

    assertThat(seqs).isEqualTo(LongStream.rangeClosed(2, 81).boxed().toList());
  }
}
