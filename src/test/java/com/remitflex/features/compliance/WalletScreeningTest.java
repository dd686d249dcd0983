package com.remitflex.features.compliance;

import static com.remitflex.testing.Answers.assertBalance;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.ApiClient.Answer;
import com.remitflex.testing.Await;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestDirectories;
import com.remitflex.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Wallets are checked again before a payment to them starts, however long ago they were saved. */
class WalletScreeningTest {
  private static final Map<String, String> SETTINGS =
      new HashMap<>(
          Map.of(
              "REMITFLEX_SANDBOX_PENDING_MILLIS", "0",
              "REMITFLEX_SANDBOX_PROCESSING_MILLIS", "0",
              "REMITFLEX_SANDBOX_SETTLED_MILLIS", "0"));

  private static Path blocked;

  @Order(1)
  @RegisterExtension
  static final BeforeAllCallback file =
      context -> {
        blocked = TestDirectories.createOrFail("blocked").resolve("addresses");
        Files.writeString(blocked, "# none yet\n");
        SETTINGS.put("REMITFLEX_BLOCKED_ADDRESSES_FILE", blocked.toString());
      };

  @Order(2)
  @RegisterExtension
  static final TestServer server = TestServer.with(SETTINGS);

  private final ApiClient client = server.newClient(Scope.WRITE);

  private String saved(String address) {
    Answer answer =
        client.post(
            "/v1/recipients",
            PaymentBody.empty()
                .text("name", "Treasury")
                .text("currency", "USDC")
                .text("wallet.network", "base")
                .text("wallet.address", address)
                .toString());
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().path("id").asText();
  }

  /** The payment to a saved wallet, at its end. */
  private JsonNode paid(String recipient) {
    Answer made =
        client.post(
            "/v1/payments",
            PaymentBody.of("100", "USDC").text("recipient_id", recipient).toString());
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return ended(made);
  }

  private JsonNode ended(Answer made) {
    return Await.until(
        "it ends",
        () -> client.get("/v1/payments/" + made.json().path("id").asText()).json(),
        payment ->
            payment.path("status").asText().equals("settled")
                || payment.path("status").asText().equals("failed"));
  }

  private void assertFailed(JsonNode payment, String reason) {
    assertThat(payment.path("status").asText()).isEqualTo("failed");
    assertThat(payment.path("failure_reason").asText()).isEqualTo(reason);
  }

  @Test
  void aWalletThatWasBlockedSinceIsNotPaid() throws IOException {
    String recipient = saved("0x52908400098527886e0f7030069857d2e4169ee7");
    assertThat(paid(recipient).path("status").asText()).isEqualTo("settled");
    assertBalance(client, "USDC", "999899.5", "0");

    Files.writeString(blocked, "0x52908400098527886E0F7030069857D2E4169EE7\n");

    JsonNode failed =
        Await.until(
            "the list is read again",
            () -> paid(recipient),
            payment -> payment.path("status").asText().equals("failed"));
    assertFailed(failed, "SANCTIONS_MATCH");
    assertThat(failed.path("failure_message").asText())
        .isEqualTo("The recipient is on a sanctions list.");
    Files.writeString(blocked, "");
  }

  @Test
  void theBlockedAddressOfTheSandboxIsNotPaid() {
    Answer made =
        client.post(
            "/v1/payments",
            PaymentBody.of("100", "USDC")
                .text("recipient.wallet.network", "base")
                .text("recipient.wallet.address", SandboxBlockedAddress.TEXT)
                .toString());

    assertFailed(ended(made), "SANCTIONS_MATCH");
    assertBalance(client, "USDC", "1000000", "0");
  }

  @Test
  void aWalletThatBecameADepositAddressIsNotPaid() {
    String wallet = "0xde709f2102306220921060314715629080e2fb77";
    String recipient = saved(wallet);
    Answer address =
        server
            .clientOf(server.newAccount(), Environment.SANDBOX)
            .post("/v1/deposit-addresses", "{\"network\": \"base\"}");
    String issued = address.json().path("address").asText();
    change(issued, client.get("/v1/recipients/" + recipient).json().at("/wallet/address").asText());
    try {
      assertFailed(paid(recipient), "RAIL_FAILED");
      assertBalance(client, "USDC", "1000000", "0");
    } finally {
      change(
          client.get("/v1/recipients/" + recipient).json().at("/wallet/address").asText(), issued);
    }
  }

  /** As if this address had been issued. */
  private static void change(String before, String after) {
    server
        .database()
        .use(handle ->
            handle.execute(
                "UPDATE deposit_address SET address = ? WHERE address = ?", after, before));
  }
}
