package com.remitflex.features.treasury;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.treasury.alarms.Alarms;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.LiveNetwork;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.TestDirectories;
import com.remitflex.testing.TestServer;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deposits are swept to the treasury, with a real signer and relayers on a real chain. */
@Tag("process")
class SweepTest {
  private static final Map<String, String> SETTINGS = new HashMap<>();

  @Order(1)
  @RegisterExtension
  static final Anvil anvil = Anvil.forClass();

  private static LiveNetwork network;

  @Order(2)
  @RegisterExtension
  static final BeforeAllCallback chain =
      context -> {
        Path directory = TestDirectories.createOrFail("sweeps");
        network = LiveNetwork.create(anvil, directory, 1);
        anvil.receipt(network.token().mint(anvil.account(1), 1_000_000_000));
        anvil.mine(4);
        SETTINGS.putAll(network.settingsWithSweeps(50, anvil.url()));
      };

  @Order(3)
  @RegisterExtension
  static final TestServer server = TestServer.with(SETTINGS);

  private final ApiClient client = server.clientOf(server.newVerifiedAccount(), Environment.LIVE);

  private EvmAddress address() {
    return EvmAddress.parse(
            client
                .post("/v1/deposit-addresses", "{\"network\": \"demo\"}")
                .json()
                .path("address")
                .asText())
        .orElseThrow();
  }

  private void deposit(EvmAddress to, long minor) {
    anvil.receipt(network.token().transfer(anvil.account(1), to.text(), minor));
    anvil.mine(3);
    Await.until(
        "it is credited",
        () ->
            client
                .get("/v1/deposits")
                .json()
                .path("data")
                .path(0)
                .path("status")
                .asText()
                .equals("credited"));
  }

  private static void awaitHeld(EvmAddress owner, long minor) {
    Await.until(
        owner + " holds " + minor,
        Duration.ofSeconds(30),
        () -> {
          anvil.mine(1);
          Await.pause(Duration.ofMillis(100));
          return network.balance(owner);
        },
        BigInteger.valueOf(minor)::equals);
  }

  private static void awaitSweepsAreDone() {
    Await.until(
        "no sweep is open",
        Duration.ofSeconds(30),
        () -> {
          anvil.mine(1);
          Await.pause(Duration.ofMillis(100));
          return server
              .database()
              .with(handle ->
                  handle
                      .createQuery("SELECT count(*) FROM treasury_sweep WHERE state = 'open'")
                      .mapTo(Long.class)
                      .one());
        },
        open -> open == 0);
  }

  private static void assertAgrees() {
    Ended ended = server.run("reconcile");
    assertThat(ended.out()).contains("The ledgers agree with the chains.");
    assertThat(
            new Alarms(
                    server.database(),
                    server.trail(),
                    new Pauses(server.database(), server.trail()))
                .open())
        .isEmpty();
  }

  @Test
  void whatIsAboveTheThresholdIsSweptAndTheRestByCommand() {
    EvmAddress rich = address();
    BigInteger before = network.balance(network.treasury());
    deposit(rich, 60_000_000);

    awaitHeld(rich, 0);
    awaitSweepsAreDone();

    assertThat(network.balance(network.treasury()).subtract(before))
        .isEqualTo(BigInteger.valueOf(60_000_000));
    assertAgrees();

    deposit(rich, 7_000_000);
    Await.until(
        "the books have it",
        () -> server.run("treasury", "sweep", "--dry-run").out().contains("7 USDC"));
    assertThat(network.balance(rich)).isEqualTo(BigInteger.valueOf(7_000_000));
    Ended swept = server.run("treasury", "sweep", "--network", "demo");
    assertThat(swept.out()).contains("swp_", "7 USDC", "1 sweeps are stored");
    assertThat(server.run("treasury", "sweep").out()).contains("Nothing is to be swept.");
    awaitHeld(rich, 0);
    awaitSweepsAreDone();
    assertThat(server.run("treasury", "sweeps").out()).contains("done", "7 USDC", "60 USDC");
    assertAgrees();
  }

  /** What comes in while a sweep is on its way waits for the next one; a stranger may send it. */
  @Test
  void aReorganisationAndADroppedTransactionAreSurvived() {
    EvmAddress address = address();
    anvil.automine(false);
    try {
      String transfer = network.token().transfer(anvil.account(1), address.text(), 80_000_000);
      anvil.mine(1);
      anvil.receipt(transfer);
      anvil.mine(3);
      Await.until("the sweep is in the pool", () -> !pending().equals("0x0"));
      anvil.call("anvil_dropAllTransactions");
      anvil.mine(1);
      assertThat(network.balance(address)).isEqualTo(BigInteger.valueOf(80_000_000));
      Await.until(
          "it is sent again",
          Duration.ofSeconds(40),
          () -> {
            anvil.mine(1);
            Await.pause(Duration.ofMillis(500));
            return network.balance(address).signum() == 0;
          });
      anvil.reorganise(1);
      awaitHeld(address, 0);
    } finally {
      anvil.automine(true);
    }
    awaitSweepsAreDone();
    assertAgrees();
  }

  private static String pending() {
    return anvil.call("txpool_status").path("pending").asText();
  }

  @Test
  void aPayoutOfSweptTokensIsInTheBooks() {
    EvmAddress address = address();
    deposit(address, 55_000_000);
    awaitHeld(address, 0);
    EvmAddress wallet = network.newWallet();
    String payment = pay(wallet);

    awaitHeld(wallet, 25_000_000);
    awaitSettled(payment);
    awaitSweepsAreDone();

    assertAgrees();
    assertThat(server.run("reconcile").out()).contains("0.375");
  }

  /** The operator bears it; what comes after is not stuck behind nonces that the chain lost. */
  @Test
  void aPayoutThatABrokenFinalityRemovesIsNotPaidAgainAndStopsNoOther() {
    EvmAddress address = address();
    deposit(address, 95_000_000);
    awaitHeld(address, 0);
    awaitSweepsAreDone();
    EvmAddress lost = network.newWallet();
    String payment = pay(lost);
    awaitHeld(lost, 25_000_000);
    awaitSettled(payment);
    awaitSweepsAreDone();
    String hash =
        client.get("/v1/payments/" + payment).json().at("/settlement/transaction_hash").asText();
    long block = Long.decode(anvil.receipt(hash).path("blockNumber").textValue());

    anvil.reorganise((int) (anvil.height() - block + 1));
    anvil.mine(2);
    Await.until(
        "the finality is broken",
        () -> server.run("treasury", "rewind", "demo").out(),
        out -> out.contains("settled payout " + payment + ": 25 USDC"));
    Ended done = server.run("treasury", "rewind", "demo", "--reason", "seen in an explorer");
    assertThat(done.status()).as(done.err()).isZero();
    EvmAddress next = network.newWallet();
    String after = pay(next);

    Await.until(
        "the next payout arrives, also if the reconciliation had paused the rail",
        Duration.ofSeconds(30),
        () -> {
          var _ =
              server.run(
                  "treasury", "resume", "demo", "--cause", "reconciliation", "--reason", "booked");
          anvil.mine(1);
          Await.pause(Duration.ofMillis(100));
          return network.balance(next);
        },
        BigInteger.valueOf(25_000_000)::equals);
    awaitSettled(after);
    assertThat(network.balance(lost)).isEqualTo(BigInteger.ZERO);
    assertThat(client.get("/v1/payments/" + payment).json().path("status").asText())
        .isEqualTo("settled");
    awaitSweepsAreDone();
    Await.until(
        "the ledgers agree",
        () -> server.run("reconcile").out(),
        out ->
            out.contains("The ledgers agree with the chains.")
                && out.contains("settled payouts that a broken finality removed"));
  }

  private String pay(EvmAddress wallet) {
    return client
        .post(
            "/v1/payments",
            PaymentBody.of("25", "USDC")
                .text("recipient.wallet.network", "demo")
                .text("recipient.wallet.address", wallet.text())
                .toString())
        .json()
        .path("id")
        .asText();
  }

  private void awaitSettled(String payment) {
    Await.until(
        "it is settled",
        Duration.ofSeconds(30),
        () -> {
          anvil.mine(1);
          Await.pause(Duration.ofMillis(100));
          return client.get("/v1/payments/" + payment).json().path("status").asText();
        },
        "settled"::equals);
  }

  @Test
  void aPausedNetworkSweepsNothing() {
    EvmAddress address = address();
    assertThat(server.run("treasury", "pause", "demo", "--reason", "test").status()).isZero();
    deposit(address, 90_000_000);
    anvil.mine(2);
    // Five looks of the worker.
    Await.pause(Duration.ofSeconds(2));
    assertThat(network.balance(address)).isEqualTo(BigInteger.valueOf(90_000_000));
    assertThat(
            server
                .run("treasury", "resume", "demo", "--cause", "operator", "--reason", "test")
                .status())
        .isZero();
    awaitHeld(address, 0);
    awaitSweepsAreDone();
    assertAgrees();
  }
}
