package com.remitflex.features.treasury;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.treasury.alarms.Alarm;
import com.remitflex.features.treasury.alarms.AlarmKind;
import com.remitflex.features.treasury.alarms.Alarms;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.DemoToken;
import com.remitflex.testing.Ended;
import com.remitflex.testing.NetworkFile;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.generated.Uint256;

/** The books of a real chain, as a server keeps them and an operator reads them. */
@Tag("process")
class TreasuryTest {
  private static final String XPUB =
      "xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDz"
          + "TJY47LJhkJ8UB7WEGuduB";

  private static final Path FILE =
      TestDatabase.secretsDirectory().resolve("networks-of-the-treasury.json");

  @Order(1)
  @RegisterExtension
  static final Anvil anvil = Anvil.forClass();

  private static DemoToken token;

  @Order(2)
  @RegisterExtension
  static final BeforeAllCallback network =
      context -> {
        token = DemoToken.deploy(anvil);
        token.mint(anvil.account(1), 1_000_000_000);
        token.mint(anvil.account(8), 500_000_000);
        anvil.mine(4);
        String file = NetworkFile.of(token, anvil.url());
        Files.writeString(
            FILE, file.replace("\"treasury\"", "\"deposit_xpub\": \"" + XPUB + "\", \"treasury\""));
      };

  @Order(3)
  @RegisterExtension
  static final TestServer server =
      TestServer.with(Map.of("REMITFLEX_NETWORKS_FILE", FILE.toString()));

  private final ApiClient client = server.clientOf(server.newVerifiedAccount(), Environment.LIVE);
  private final String treasury = anvil.account(8);
  private final String stranger = anvil.account(1);

  private String address() {
    return client
        .post("/v1/deposit-addresses", "{\"network\": \"demo\"}")
        .json()
        .path("address")
        .asText();
  }

  private static void awaitBooks() {
    awaitBooks(anvil.height() - 3);
  }

  private static void awaitBooks(long height) {
    Await.until(
        "the books have reached block " + height,
        Duration.ofSeconds(20),
        () -> bookHeight() >= height);
  }

  private static long bookHeight() {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT coalesce(max(height), -1) FROM treasury_book")
                .mapTo(Long.class)
                .one());
  }

  private static void finish(String transaction) {
    anvil.receipt(transaction);
    anvil.mine(3);
    awaitBooks();
  }

  private static Pauses pauses() {
    return new Pauses(server.database(), server.trail());
  }

  private static boolean isPaused() {
    return !pauses().state().of("demo").isEmpty();
  }

  private static List<Alarm> alarms() {
    return new Alarms(server.database(), server.trail(), pauses()).open();
  }

  private static Alarm awaitAlarm(AlarmKind kind) {
    return Await.until(
            "an alarm is raised",
            () -> alarms().stream().filter(one -> one.kind() == kind).findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static void awaitNoAlarm() {
    Await.until("no alarm is open", TreasuryTest::alarms, List::isEmpty);
  }

  private static void assertAgrees() {
    Ended ended = server.run("reconcile");
    assertThat(ended.out()).contains("The ledgers agree with the chains.");
    assertThat(ended.status()).isZero();
    Ended doctor = server.run("doctor");
    assertThat(doctor.out()).contains("ok    treasury");
  }

  private static String record(String transaction, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of("treasury", "record", "--network", "demo", "--transaction", transaction));
    command.addAll(List.of(options));
    Ended ended = server.run(command.toArray(String[]::new));
    assertThat(ended.status()).as(ended.err()).isZero();
    return ended.out();
  }

  @Test
  void depositsAndTheTreasuryAreInTheBooks() {
    awaitBooks(0);
    finish(token.transfer(stranger, address(), 25_500_000));
    awaitCredited();

    Ended ended = server.run("reconcile");

    assertThat(ended.out()).contains("USDC", "tokens held by treasuries", "Gas (wei)", "relayer");
    assertThat(ended.out()).containsPattern("= difference +0\n");
    assertAgrees();
    assertThat(server.run("reconcile", "--json").out()).contains("\"agrees\":true");
  }

  @Test
  void whatLeavesTheTreasuryWithoutAReasonIsAnAlarmUntilItIsRecorded() {
    awaitBooks(0);
    String transfer = token.transfer(treasury, anvil.account(5), 3_000_000);
    finish(transfer);

    Alarm alarm = awaitAlarm(AlarmKind.UNEXPLAINED_OUTGOING);

    assertThat(alarm.message()).contains(transfer, "3 USDC");
    assertThat(isPaused()).isTrue();
    Ended wrong = server.run("reconcile");
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.out())
        .contains("unexplained outgoing transfer " + transfer, "3 USDC are missing");
    assertThat(server.run("doctor").out()).contains("ERROR treasury");

    assertThat(record(transfer, "--note", "rent")).contains("external on demo): 3 USDC");
    assertThat(record(transfer)).contains("external on demo): 3 USDC");

    awaitNoAlarm();
    assertAgrees();
    assertThat(isPaused()).as("until an operator resumes it").isTrue();
    Ended resumed =
        server.run(
            "treasury", "resume", "demo", "--cause", "reconciliation", "--reason", "recorded");
    assertThat(resumed.status()).as(resumed.err()).isZero();
    assertThat(isPaused()).isFalse();
  }

  @Test
  void whatArrivesWithoutAReasonIsAnAlarmAndPausesNothing() {
    awaitBooks(0);
    String transfer = token.transfer(stranger, treasury, 7_000_000);
    finish(transfer);

    Alarm alarm = awaitAlarm(AlarmKind.UNEXPLAINED_INCOMING);

    assertThat(alarm.message()).contains(transfer);
    assertThat(isPaused()).isFalse();
    assertThat(server.run("reconcile").out()).contains("7 USDC are not booked");
    assertThat(record(transfer)).contains("7 USDC");
    awaitNoAlarm();
    assertAgrees();
  }

  /** A movement may be recorded before its block is final. */
  @Test
  void aMovementThatWasRecordedInTimeIsNoAlarm() {
    awaitBooks(0);
    String transfer = token.transfer(treasury, anvil.account(5), 1_000_000);
    anvil.receipt(transfer);
    assertThat(record(transfer)).contains("1 USDC");

    anvil.mine(3);
    awaitBooks();

    assertAgrees();
    assertThat(alarms()).isEmpty();
  }

  @Test
  void strangersCannotRaiseAlarmsByTransfersOfNothing() {
    awaitBooks(0);
    long before = zeroValues();
    for (int i = 0; i < 3; i++) {
      transferFrom(treasury, 0);
    }
    finish(transferFrom(treasury, 0));

    Await.until("they are counted", () -> zeroValues() >= before + 4);
    assertAgrees();
    assertThat(alarms()).isEmpty();
  }

  private static long zeroValues() {
    return server
        .database()
        .with(handle ->
            handle
                .createQuery(
                    "SELECT coalesce(sum(transfers), 0) FROM chain_uncredited"
                        + " WHERE kind = 'zero_value'")
                .mapTo(Long.class)
                .one());
  }

  /** The stranger sends what is another's, which a token permits for nothing. */
  private String transferFrom(String owner, long minor) {
    return anvil.send(
        stranger,
        token.address(),
        FunctionEncoder.encode(
            new Function(
                "transferFrom",
                List.of(new Address(owner), new Address(stranger), new Uint256(minor)),
                List.of())));
  }

  @Test
  void aTransactionThatMovesNothingOfOursIsNotRecorded() {
    awaitBooks(0);
    String deposit = token.transfer(stranger, address(), 2_000_000);
    String other = token.transfer(stranger, anvil.account(5), 1);
    finish(other);

    for (String transaction : List.of(deposit, other, "0x" + "ab".repeat(32))) {
      Ended ended =
          server.run("treasury", "record", "--network", "demo", "--transaction", transaction);
      assertThat(ended.status()).as(ended.out()).isEqualTo(1);
      assertThat(ended.err()).isNotBlank();
    }
    assertAgrees();
  }

  /** A reorganisation that is deeper than final takes a credited deposit away. */
  @Test
  void aBrokenFinalityStopsTheNetworkUntilAnOperatorHasDecided() {
    awaitBooks(0);
    anvil.mine(6);
    finish(token.transfer(stranger, address(), 11_000_000));
    String deposit = awaitCredited();
    assertThat(server.run("treasury", "rewind", "demo").err()).contains("is not broken");

    anvil.reorganise(5);
    anvil.mine(2);

    assertThat(awaitAlarm(AlarmKind.FINALITY_BROKEN).message()).contains("was final");
    Ended shown = server.run("treasury", "rewind", "demo");
    assertThat(shown.out())
        .contains("credited deposit " + deposit + ": 11 USDC", "Nothing was changed");
    Ended done = server.run("treasury", "rewind", "demo", "--reason", "seen in an explorer");
    assertThat(done.status()).as(done.err()).isZero();

    awaitNoAlarm();
    anvil.mine(1);
    awaitBooks();
    assertThat(client.get("/v1/deposits").json().at("/data/0/status").asText())
        .isEqualTo("credited");
    assertThat(server.run("reconcile").out())
        .contains("credited deposits that a broken finality removed");
    assertAgrees();
  }

  /**
   * Lost with a final block, then mined again: its log index is another one, its money the same.
   */
  @Test
  void aLostDepositThatIsMinedAgainElsewhereInItsBlockIsCreditedOnce() {
    awaitBooks(0);
    anvil.receipt(token.mint(anvil.account(2), 5_000_000));
    anvil.mine(6);
    String hash = token.transfer(stranger, address(), 13_000_000);
    finish(hash);
    String deposit = awaitCredited();
    String raw = anvil.call("eth_getRawTransactionByHash", hash).textValue();
    assertThat(logIndex(hash)).isZero();

    anvil.reorganise(5);
    anvil.automine(false);
    try {
      anvil.call("eth_sendTransaction", first(anvil.account(2), anvil.account(5)));
      anvil.call("eth_sendRawTransaction", raw);
      anvil.mine(1);
    } finally {
      anvil.automine(true);
    }
    anvil.mine(1);
    assertThat(logIndex(hash)).as("it is mined after another transfer").isEqualTo(1);
    awaitAlarm(AlarmKind.FINALITY_BROKEN);
    Ended done = server.run("treasury", "rewind", "demo", "--reason", "seen in an explorer");
    assertThat(done.status()).as(done.err()).isZero();
    anvil.mine(4);
    awaitNoAlarm();
    awaitBooks();

    assertThat(client.get("/v1/deposits").json().path("data")).hasSize(1);
    assertThat(awaitCredited()).isEqualTo(deposit);
    assertThat(client.get("/v1/balances").json().at("/data/0/available").asText()).isEqualTo("13");
    assertAgrees();
  }

  private String awaitCredited() {
    return Await.until(
            "the deposit is credited",
            () -> client.get("/v1/deposits").json().at("/data/0"),
            one -> one.path("status").asText().equals("credited"))
        .path("id")
        .asText();
  }

  private static long logIndex(String transaction) {
    return Long.decode(anvil.receipt(transaction).at("/logs/0/logIndex").textValue());
  }

  /** A transfer that offers more for its place than any other. */
  private static Map<String, String> first(String from, String to) {
    return Map.of(
        "from",
        from,
        "to",
        token.address(),
        "data",
        FunctionEncoder.encode(
            new Function("transfer", List.of(new Address(to), new Uint256(1)), List.of())),
        "maxFeePerGas",
        "0x174876e800",
        "maxPriorityFeePerGas",
        "0x174876e800",
        "gas",
        "0x7a120");
  }
}
