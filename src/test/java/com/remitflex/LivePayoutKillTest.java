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

/** A server that pays wallets on a real chain, and is killed with -9 at random moments. */
@Tag("process")
@Tag("slow")
class LivePayoutKillTest {
  private static final Pattern KEY = Pattern.compile("rf_live_[0-9A-Za-z]{49}");
  private static final int PAYMENTS = 6;

  @RegisterExtension static final Anvil anvil = Anvil.forClass("--block-time", "1");

  @TempDir(factory = TestDirectories.class)
  static Path directory;

  private final Random random = Seeded.random(LivePayoutKillTest.class);

  @Test
  void everyPaymentIsMadeOnceWheneverTheServerIsKilled() {
    LiveNetwork network = LiveNetwork.create(anvil, TestDirectories.createOrFail("kill"), 1);
    network.fundTreasury(1_000_000_000);
    try (ServerProcess server =
        new ServerProcess(directory, network.settings(anvil.url())).start()) {
      ApiClient client = new ApiClient(server.port(), liveKey(server));
      List<EvmAddress> wallets = new ArrayList<>();
      List<String> payments = new ArrayList<>();
      for (int i = 0; i < PAYMENTS; i++) {
        EvmAddress wallet = network.newWallet();
        payments.add(pay(client, wallet));
        wallets.add(wallet);
      }
      for (int i = 0; i < Seeded.cases(2, 20); i++) {
        Await.pause(Duration.ofMillis(random.nextInt(3_000)));
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
      Ended doctor = server.run("doctor");
      assertThat(doctor.out()).contains("ok    payouts", "ok    payments");
    }
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
