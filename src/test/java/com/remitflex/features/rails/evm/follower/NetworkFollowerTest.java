package com.remitflex.features.rails.evm.follower;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.NetworksFile;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.rpc.RpcLimits;
import com.remitflex.features.rails.evm.strays.StrayCount;
import com.remitflex.features.rails.evm.strays.StrayKind;
import com.remitflex.features.rails.evm.strays.StrayTransfer;
import com.remitflex.features.rails.evm.strays.StrayTransfers;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.telemetry.ProcessMetrics;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.Await;
import com.remitflex.testing.DemoToken;
import com.remitflex.testing.LyingNode;
import com.remitflex.testing.NetworkFile;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestDirectories;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Networks of a real node, with real transfers and reorganisations; one of three URLs may lie. */
@Tag("process")
class NetworkFollowerTest {
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final RpcLimits LIMITS =
      new RpcLimits(Duration.ofSeconds(1), Duration.ofSeconds(1), 1_000_000);

  @RegisterExtension static final Anvil anvil = Anvil.forClass();

  @TempDir(factory = TestDirectories.class)
  static Path directory;

  private static List<LyingNode> urls;
  private static DemoToken token;
  private static String databaseUrl;
  private static Database database;
  private static int number;

  private final List<NetworkFollower> running = new ArrayList<>();
  private final List<FoundTransfer> reports = new CopyOnWriteArrayList<>();
  private ChainNetwork network;
  private String sender;
  private String recipient;

  @BeforeAll
  static void deploy() {
    urls = Stream.generate(() -> LyingNode.before(anvil)).limit(3).toList();
    token = DemoToken.deploy(anvil);
    token.mint(anvil.account(1), 1_000_000_000);
    databaseUrl = TestDatabase.create();
    database = Database.open(databaseUrl);
  }

  @AfterAll
  static void end() {
    urls.forEach(LyingNode::close);
    database.close();
    TestDatabase.drop(databaseUrl);
  }

  /** Each test follows the node as a network of its own name. */
  @BeforeEach
  void describe() throws IOException {
    sender = anvil.account(1);
    recipient = anvil.account(2);
    // What other tests sent is older than where this network begins.
    anvil.mine(4);
    network = read(file());
    new ChainStatus(database).configure(List.of(network));
  }

  @AfterEach
  void stop() {
    running.forEach(NetworkFollower::close);
    urls.forEach(LyingNode::beHonest);
  }

  private static String file() {
    return NetworkFile.of(token, urls.stream().map(LyingNode::url).toArray(String[]::new))
        .replace("\"demo\"", "\"demo-" + ++number + "\"");
  }

  private static ChainNetwork read(String content) throws IOException {
    Path file = directory.resolve("networks-" + number + ".json");
    Files.writeString(file, content);
    return NetworksFile.read(file).getFirst();
  }

  private NetworkFollower follow(String nodeId) {
    NetworkFollower follower = unstarted(nodeId);
    running.add(follower);
    return follower.start();
  }

  private NetworkFollower unstarted(String nodeId) {
    EvmNodes nodes =
        new EvmNodes(
            network.name(),
            network.chainId(),
            network.rpcUrls(),
            network.trusted(),
            LIMITS,
            ProcessMetrics.none());
    EvmAddress watched = EvmAddress.parse(recipient).orElseThrow();
    return new NetworkFollower(
        database, network, nodes, name -> List.of(watched), reports::add, nodeId, PAUSE);
  }

  private void awaitHead() {
    long height = anvil.height();
    Await.until(
        "the follower is at " + height,
        this::stored,
        chain ->
            chain.place().filter(place -> place.headHeight() >= height).isPresent()
                && chain.gap().isEmpty());
  }

  private FollowedChain stored() {
    return new ChainStatus(database).find(network.name()).orElseThrow();
  }

  private void awaitReport(String transaction, TransferState state) {
    Await.until(
        transaction + " is " + state,
        () -> last(transaction),
        last -> last.filter(one -> one.state() == state).isPresent());
  }

  private Optional<FoundTransfer> last(String transaction) {
    return reports.stream()
        .filter(one -> one.id().transactionHash().text().equals(transaction))
        .reduce((before, after) -> after);
  }

  @Test
  void aTransferIsSeenAndThenFinal() {
    follow("one");
    awaitHead();

    String transfer = token.transfer(sender, recipient, 2_500_000);

    awaitReport(transfer, TransferState.SEEN);
    FoundTransfer seen = last(transfer).orElseThrow();
    assertThat(seen.amountMinor()).isEqualTo(2_500_000);
    assertThat(seen.sender().text()).isEqualToIgnoringCase(sender);
    assertThat(seen.recipient().text()).isEqualToIgnoringCase(recipient);
    assertThat(stored().confirmations(seen.blockHeight())).isEqualTo(1);
    anvil.mine(2);
    awaitHead();
    assertThat(last(transfer)).map(FoundTransfer::state).hasValue(TransferState.SEEN);
    anvil.mine(1);
    awaitReport(transfer, TransferState.FINAL);
    assertThat(reports).hasSize(2);
  }

  @Test
  void aReorganisationDropsATransferWhichMayComeAgain() {
    follow("one");
    awaitHead();
    String transfer = token.transfer(sender, recipient, 7);
    awaitReport(transfer, TransferState.SEEN);

    anvil.reorganise(2);
    anvil.mine(1);

    awaitReport(transfer, TransferState.DROPPED);
    String again = token.transfer(sender, recipient, 8);
    anvil.mine(3);
    awaitReport(again, TransferState.FINAL);
    assertThat(last(transfer)).map(FoundTransfer::state).hasValue(TransferState.DROPPED);
  }

  /** As deep as what is not final: the block beneath stays. */
  @Test
  void aReorganisationOfAllThatIsNotFinalIsFollowed() {
    follow("one");
    awaitHead();
    token.transfer(sender, recipient, 3);
    anvil.mine(2);
    awaitHead();

    anvil.reorganise(3);
    anvil.mine(1);
    awaitHead();

    assertThat(stored().pauseReason()).isEmpty();
    assertThat(stored().place().orElseThrow().headHash().text())
        .isEqualTo(anvil.blockHash(anvil.height()));
  }

  @Test
  void aReorganisationOfAFinalBlockPausesTheNetwork() {
    follow("one");
    awaitHead();
    awaitReport(token.transfer(sender, recipient, 3), TransferState.SEEN);
    anvil.mine(3);
    awaitHead();

    anvil.reorganise(4);
    anvil.mine(1);

    Await.until("it is paused", () -> stored().pauseReason().isPresent());
    String transfer = token.transfer(sender, recipient, 9);
    anvil.mine(4);
    Await.pause(PAUSE.multipliedBy(10));
    assertThat(last(transfer)).isEmpty();
    assertThat(database.with(ChainStatus::violations))
        .anyMatch(one -> one.startsWith(network.name() + " is paused: block "));
  }

  /** More blocks than are walked: the transfers in them are found all the same, and are final. */
  @Test
  void whatHappenedDuringADowntimeIsFound() {
    NetworkFollower first = follow("one");
    awaitHead();
    first.close();
    String early = token.transfer(sender, recipient, 11);
    anvil.mine(400);
    String late = token.transfer(sender, recipient, 12);

    follow("two");

    awaitReport(early, TransferState.FINAL);
    awaitReport(late, TransferState.SEEN);
    assertThat(reports).hasSize(2);
  }

  @Test
  void oneOfThreeMayHideInventAndDelay() {
    follow("one");
    awaitHead();
    LyingNode liar = urls.getFirst();
    liar.lieAbout(
        "eth_getLogs",
        response -> {
          ((ObjectNode) response).putArray("result");
          return response;
        });
    String hidden = token.transfer(sender, recipient, 13);
    anvil.mine(3);
    awaitReport(hidden, TransferState.FINAL);

    liar.lie((request, response) -> "garbage".getBytes(StandardCharsets.UTF_8));
    String other = token.transfer(sender, recipient, 14);
    anvil.mine(3);
    awaitReport(other, TransferState.FINAL);

    liar.lieAbout("eth_blockNumber", response -> ((ObjectNode) response).put("result", "0xffffff"));
    String third = token.transfer(sender, recipient, 15);
    anvil.mine(3);
    awaitReport(third, TransferState.FINAL);
    assertThat(stored().pauseReason()).isEmpty();
  }

  @Test
  void whatIsNotCreditedIsRecordedOnceAndCounted() {
    DemoToken unknown = DemoToken.deploy(anvil, "Free Money", "USDC");
    unknown.mint(sender, 100);
    anvil.mine(4);
    follow("one");
    awaitHead();

    token.transfer(sender, recipient, 0);
    unknown.transfer(sender, recipient, 0);
    String free = unknown.transfer(sender, recipient, 5);
    anvil.receipt(free);
    String coin = anvil.sendCoin(sender, recipient, "0x7");
    anvil.receipt(coin);
    String some = token.transfer(sender, recipient, 1);
    awaitReport(some, TransferState.SEEN);
    anvil.mine(3);

    awaitReport(some, TransferState.FINAL);
    assertThat(reports).hasSize(2);
    assertThat(counted(StrayKind.UNKNOWN_TOKEN)).isEqualTo(1);
    assertThat(counted(StrayKind.ZERO_VALUE)).isEqualTo(2);
    assertThat(strays(StrayKind.UNKNOWN_TOKEN))
        .singleElement()
        .satisfies(one -> {
          assertThat(one.transaction().orElseThrow().text()).isEqualTo(free);
          assertThat(one.token().orElseThrow().text()).isEqualToIgnoringCase(unknown.address());
          assertThat(one.sender().orElseThrow().text()).isEqualToIgnoringCase(sender);
          assertThat(one.amount()).isEqualTo(5);
        });
    assertThat(strays(StrayKind.NATIVE_COIN))
        .filteredOn(one -> one.transaction().isPresent())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.transaction().orElseThrow().text()).isEqualTo(coin);
          assertThat(one.amount()).isEqualTo(7);
        });
  }

  /** No log and no transaction's value shows what a contract sends: only the balance does. */
  @Test
  void nativeCoinThatAContractSendsIsFoundByTheBalance() {
    recipient = "0x" + "%040x".formatted(0xabcd_0000L + number);
    follow("one");
    awaitHead();
    // What the follower has read once is in its table; what comes later is the difference.
    anvil.receipt(anvil.sendCoin(sender, recipient, "0x7"));
    anvil.mine(3);
    Await.until("the transaction is recorded", () -> counted(StrayKind.NATIVE_COIN) == 1);

    anvil.receipt(anvil.sendCoinByContract(sender, recipient, "0x5"));
    Await.until(
        "the balance has shown it",
        () -> {
          anvil.mine(1);
          return counted(StrayKind.NATIVE_COIN) == 2;
        });

    anvil.mine(2);
    assertThat(strays(StrayKind.NATIVE_COIN))
        .extracting(one -> one.amount().intValue())
        .containsExactly(5, 7);
    assertThat(strays(StrayKind.NATIVE_COIN).getFirst().transaction()).isEmpty();
  }

  private List<StrayTransfer> strays(StrayKind kind) {
    return StrayTransfers.newest(database, 100).stream()
        .filter(one -> one.network().equals(network.name()) && one.kind() == kind)
        .toList();
  }

  private long counted(StrayKind kind) {
    return StrayTransfers.counts(database).stream()
        .filter(one -> one.network().equals(network.name()) && one.kind() == kind)
        .mapToLong(StrayCount::transfers)
        .sum();
  }

  /** A listener that fails is told again; what it was told successfully is not repeated. */
  @Test
  void aReportThatFailsIsRepeated() {
    List<TransferState> calls = new CopyOnWriteArrayList<>();
    EvmAddress watched = EvmAddress.parse(recipient).orElseThrow();
    EvmNodes nodes =
        new EvmNodes(
            network.name(),
            network.chainId(),
            network.rpcUrls(),
            false,
            LIMITS,
            ProcessMetrics.none());
    NetworkFollower follower =
        new NetworkFollower(
            database,
            network,
            nodes,
            name -> List.of(watched),
            transfer -> {
              calls.add(transfer.state());
              if (calls.size() < 3) {
                throw new IllegalStateException("not now");
              }
            },
            "one",
            PAUSE);
    running.add(follower);
    follower.start();
    awaitHead();

    token.transfer(sender, recipient, 1);

    Await.until("it is repeated", () -> calls.size() == 3);
    Await.pause(PAUSE.multipliedBy(5));
    assertThat(calls).containsOnly(TransferState.SEEN).hasSize(3);
  }

  @Test
  void oneNodeFollowsAndAnotherTakesOver() {
    NetworkFollower first = follow("one");
    awaitHead();
    NetworkFollower second = follow("two");
    String transfer = token.transfer(sender, recipient, 21);
    awaitReport(transfer, TransferState.SEEN);
    assertThat(reports).hasSize(1);
    assertThat(leader()).isEqualTo("one");

    first.close();
    anvil.mine(3);

    awaitReport(transfer, TransferState.FINAL);
    assertThat(leader()).isEqualTo("two");
    assertThat(second.closedReason()).isEmpty();
  }

  private String leader() {
    return database.with(handle ->
        handle
            .createQuery("SELECT leader FROM chain_network WHERE name = :name")
            .bind("name", network.name())
            .mapTo(String.class)
            .one());
  }

  /** The rail is closed as long as the nodes do not respond, and opens when they do. */
  @Test
  void aNetworkOpensWhenItsNodesComeUp() {
    urls.forEach(one -> one.lie((request, response) -> new byte[0]));

    NetworkFollower follower = follow("one");

    Await.until(
        "the reason is stored",
        () -> stored().closedReason().filter(why -> why.contains("invalid response")).isPresent());
    assertThat(follower.closedReason()).isPresent();
    urls.forEach(LyingNode::beHonest);
    Await.until("it is open", () -> follower.closedReason().isEmpty());
    awaitHead();
    assertThat(stored().closedReason()).isEmpty();
  }

  @Test
  void aNetworkWithAWrongValueStaysClosed() throws IOException {
    network = read(file().replace("\"domain_version\": \"2\"", "\"domain_version\": \"7\""));
    new ChainStatus(database).configure(List.of(network));

    NetworkFollower follower = follow("one");

    Await.until(
        "the reason is known",
        () -> follower.closedReason().filter(why -> why.contains("domain_version")).isPresent());
    assertThat(stored().place()).isEmpty();
    assertThat(database.with(ChainStatus::violations))
        .anyMatch(one -> one.startsWith(network.name() + " is closed: tokens.0.domain_name"));
  }
}
