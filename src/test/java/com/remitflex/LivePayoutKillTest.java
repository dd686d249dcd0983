package com.remitflex;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.secrets.PepperMac;
import com.remitflex.platform.secrets.Secrets;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.Ended;
import com.remitflex.testing.LiveMoney;
import com.remitflex.testing.LiveNetwork;
import com.remitflex.testing.MintedSecrets;
import com.remitflex.testing.PaymentBody;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.ServerProcess;
import com.remitflex.testing.TestDirectories;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server with an embedded signer that pays wallets and sweeps deposits on a real chain, and is
 * killed with -9 at random moments.
 */
@Tag("process")
@Tag("slow")
class LivePayoutKillTest {
  private static final Pattern KEY = Pattern.compile("rf_live_[0-9A-Za-z]{49}");
  private static final int PAYMENTS = 6;
  private static final int DEPOSITS = 3;
  private static final long DEPOSIT = 60_000_000;

  @RegisterExtension static final Anvil anvil = Anvil.forClass("--block-time", "1");

  @TempDir(factory = TestDirectories.class)
  static Path directory;

  private final Random random = Seeded.random(LivePayoutKillTest.class);

  @Test
  void everyPaymentAndSweepIsMadeOnceWheneverTheServerIsKilled() {
    LiveNetwork network = LiveNetwork.create(anvil, TestDirectories.createOrFail("kill"), 1);
    network.fundTreasury(1_000_000_000);
    anvil.receipt(network.token().mint(anvil.account(1), DEPOSITS * DEPOSIT));
    anvil.mine(4);
    try (ServerProcess server =
        new ServerProcess(directory, network.settingsWithSweeps(50, anvil.url())).start()) {
      ApiClient client = new ApiClient(server.port(), liveKey(server));
      List<EvmAddress> wallets = new ArrayList<>();
      List<String> payments = new ArrayList<>();
      for (int i = 0; i < PAYMENTS; i++) {
        EvmAddress wallet = network.newWallet();
        payments.add(pay(client, wallet));
        wallets.add(wallet);
      }
      EvmAddress address = depositAddress(client);
      for (int i = 0; i < Seeded.cases(1, 20); i++) {
        if (i % 7 == 0) {
          network.token().transfer(anvil.account(1), address.text(), DEPOSIT);
        }
        Await.pause(Duration.ofMillis(random.nextInt(i % 7 == 0 ? 6_000 : 3_000)));
        server.kill();
        server.start();
      }
      for (String payment : payments) {
        Await.until(
            payment + " is settled",
            Duration.ofMinutes(2),
            () -> client.get("/v1/payments/" + payment).json(),
            one -> one.path("status").asText().equals("settled"));
      }
      assertThat(wallets)
          .allSatisfy(wallet ->
              assertThat(network.balance(wallet)).isEqualTo(BigInteger.valueOf(5_000_000)));
      Await.until(
          "what was deposited is in the treasury",
          Duration.ofMinutes(2),
          () -> network.balance(address),
          held -> held.signum() == 0);
      Await.until(
          "the ledgers agree",
          Duration.ofMinutes(1),
          () -> server.runHere("reconcile").out(),
          text -> text.contains("The ledgers agree with the chains."));
      Await.until(
          "the sweep is recorded as done",
          () -> server.runHere("treasury", "sweeps").out(),
          text -> text.contains("done") && text.contains("60 USDC"));
      Ended doctor = server.runHere("doctor");
      assertThat(doctor.out()).contains("ok    payouts", "ok    payments");
    }
  }

  private static EvmAddress depositAddress(ApiClient client) {
    return EvmAddress.parse(
            client
                .post("/v1/deposit-addresses", "{\"network\": \"demo\"}")
                .json()
                .path("address")
                .asText())
        .orElseThrow();
  }

  private static String pay(ApiClient client, EvmAddress wallet) {
    JsonNode created =
        client
            .post(
                "/v1/payments",
                PaymentBody.of("5", "USDC")
                    .text("recipient.wallet.network", "demo")
                    .text("recipient.wallet.address", wallet.text())
                    .toString())
            .json();
    assertThat(created.path("id").asText()).as(created.toString()).startsWith("pmt_");
    return created.path("id").asText();
  }

  /** A live key of the first account, which has money. */
  private static String liveKey(ServerProcess server) {
    String account = server.client().get("/v1/account").json().path("id").asText();
    assertThat(server.runHere("accounts", "verify", account, "--level", "kyb").status()).isZero();
    Ended created =
        server.runHere(
            "keys", "create", "--name", "payouts", "--environment", "live", "--scope", "write");
    try (Database database = Database.open(server.databaseUrl())) {
      PepperMac.use(database, Secrets.open(database, server.dataDirectory(), Optional.empty()));
      LiveMoney.give(database, account, Currency.USDC, 1_000_000_000);
    }
    return MintedSecrets.key(find(KEY, created.out()));
  }

  private static String find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group();
  }
}
