package com.remitflex.features.rails.evm.follower;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.ChainToken;
import com.remitflex.features.rails.evm.networks.FeeBounds;
import com.remitflex.features.rails.evm.networks.Finality;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.Select;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestDatabase;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random chains, reorganisations, failures and downtimes, followed by two processes in turn, and
 * compared with a model that knows the whole chain: what is stored is what the canonical chain has.
 */
class ChainFollowerModelTest {
  private static final int FINAL_BLOCKS = 4;
  private static final int MAX_STEPS = 12;
  private static final EvmAddress TOKEN = address("0a");
  private static final EvmAddress RECIPIENT = address("0b");

  private static final Select<FoundTransfer> ALL =
      Select.of("SELECT * FROM chain_transfer WHERE network = ?", TransferStore::transfer);

  private static String url;
  private static Database database;

  private final Random random = Seeded.random(ChainFollowerModelTest.class);
  private final Map<TransferId, FoundTransfer> reported = new HashMap<>();

  @BeforeAll
  static void open() {
    url = TestDatabase.create();
    database = Database.open(url);
  }

  @AfterAll
  static void close() {
    database.close();
    TestDatabase.drop(url);
  }

  private static EvmAddress address(String digits) {
    return EvmAddress.parse("0x" + digits.repeat(20)).orElseThrow();
  }

  private static ChainNetwork network(String name, Finality finality) {
    ChainToken token =
        new ChainToken(
            Currency.USDC,
            TOKEN,
            6,
            "USDC",
            true,
            "USD Coin",
            "2",
            new Money(Currency.USDC, 1),
            new Money(Currency.USDC, 100_000_000),
            new Money(Currency.USDC, 0));
    FeeBounds fees = new FeeBounds(BigInteger.TWO, BigInteger.ONE);
    return new ChainNetwork(
        name,
        1,
        List.of(),
        true,
        finality,
        fees,
        List.of(token),
        RECIPIENT,
        List.of(),
        Optional.empty(),
        Duration.ofMinutes(15));
  }

  @Test
  void whatIsStoredIsWhatTheCanonicalChainHas() {
    for (int chain = 0; chain < 4; chain++) {
      Finality finality = chain % 2 == 0 ? new Finality.Blocks(FINAL_BLOCKS) : new Finality.Tag();
      followRandomChain(network("chain-" + chain, finality), Seeded.cases(40, 10_000));
    }
  }

  private void followRandomChain(ChainNetwork network, int steps) {
    SimulatedChain chain = new SimulatedChain(TOKEN, RECIPIENT, random);
    new ChainStatus(database).configure(List.of(network));
    List<ChainFollower> processes =
        List.of(follower(network, chain), follower(network, chain), follower(network, chain));
    processes.getFirst().follow();
    long start = chain.height() - FINAL_BLOCKS;
    for (int i = 0; i < steps; i++) {
      change(chain);
      chain.failing(random.nextInt(4) == 0 ? 10 : 0);
      try {
        processes.get(random.nextInt(processes.size())).follow();
      } catch (ChainUnavailableException e) {
        continue;
      } finally {
        chain.failing(0);
      }
      assertThat(stored(network).pauseReason()).isEmpty();
      compare(network, chain, start);
      report(network);
    }
    chain.mine(FINAL_BLOCKS + 1);
    processes.getFirst().follow();
    compare(network, chain, start);
    report(network);
    reported.values().stream()
        .filter(one -> one.id().network().equals(network.name()))
        .forEach(one -> assertThat(one.state()).isNotNull());
  }

  private static ChainFollower follower(ChainNetwork network, SimulatedChain chain) {
    return new ChainFollower(
        database, network, chain, name -> List.of(RECIPIENT), MAX_STEPS, Duration.ZERO);
  }

  /** Mostly it grows; a reorganisation is at most as deep as what is not final. */
  private void change(SimulatedChain chain) {
    switch (random.nextInt(6)) {
      case 0 -> chain.mine(random.nextInt(3 * MAX_STEPS));
      case 1, 2 -> {
        int depth = random.nextInt(FINAL_BLOCKS + 1);
        chain.rollBack(depth);
        chain.mine(depth + random.nextInt(3));
      }
      case 3 -> {
        int depth = random.nextInt(FINAL_BLOCKS + 1);
        chain.rollBack(depth);
        chain.mine(Math.max(0, depth - random.nextInt(3)));
        // A node that has not caught up yet; the next change begins from here.
        chain.mine(depth);
      }
      default -> chain.mine(random.nextInt(3));
    }
  }

  private static FollowedChain stored(ChainNetwork network) {
    return new ChainStatus(database).find(network.name()).orElseThrow();
  }

  private void compare(ChainNetwork network, SimulatedChain chain, long start) {
    FollowedChain followed = stored(network);
    assertThat(followed.gap()).isEmpty();
    long last = followed.place().orElseThrow().finalHeight();
    Map<TransferId, FoundTransfer> expected = new HashMap<>();
    for (long height = start; height <= chain.height(); height++) {
      TransferState state = height <= last ? TransferState.FINAL : TransferState.SEEN;
      chain.transfersAt(network, height).forEach(one -> expected.put(one.id(), with(one, state)));
    }
    Map<TransferId, FoundTransfer> actual = new HashMap<>();
    all(network).stream()
        .filter(one -> one.state() != TransferState.DROPPED)
        .forEach(one -> actual.put(one.id(), one));
    assertThat(actual).isEqualTo(expected);
  }

  private static FoundTransfer with(FoundTransfer one, TransferState state) {
    return new FoundTransfer(
        one.id(),
        one.token(),
        one.currency(),
        one.sender(),
        one.recipient(),
        one.amountMinor(),
        one.blockHeight(),
        one.blockHash(),
        state);
  }

  private static List<FoundTransfer> all(ChainNetwork network) {
    return database.list(ALL, network.name());
  }

  /** Reports arrive in an order that makes sense, and in the end the listener knows everything. */
  private void report(ChainNetwork network) {
    TransferReports reports = new TransferReports(database, network.name(), this::changed);
    boolean isListening = random.nextInt(3) > 0;
    if (isListening) {
      reports.run();
      for (FoundTransfer one : all(network)) {
        assertThat(reported).containsEntry(one.id(), one);
      }
    }
  }

  private void changed(FoundTransfer transfer) {
    FoundTransfer before = reported.put(transfer.id(), transfer);
    if (before == null) {
      assertThat(transfer.state()).isNotEqualTo(TransferState.DROPPED);
    } else {
      assertThat(before.state()).isNotEqualTo(TransferState.FINAL);
    }
  }

  @Test
  void aReorganisationThatIsDeeperThanFinalPausesAndChangesNothing() {
    ChainNetwork network = network("deep", new Finality.Blocks(FINAL_BLOCKS));
    SimulatedChain chain = new SimulatedChain(TOKEN, RECIPIENT, random);
    new ChainStatus(database).configure(List.of(network));
    ChainFollower follower = follower(network, chain);
    chain.mine(10);
    follower.follow();
    chain.mine(5);
    follower.follow();
    List<FoundTransfer> before = all(network);

    chain.rollBack(FINAL_BLOCKS + 1);
    chain.mine(FINAL_BLOCKS + 2);
    follower.follow();

    assertThat(stored(network).pauseReason())
        .hasValueSatisfying(reason -> assertThat(reason).contains("was final"));
    chain.mine(20);
    follower.follow();
    assertThat(all(network)).isEqualTo(before);
    assertThat(database.with(ChainStatus::violations))
        .anyMatch(one -> one.contains("deep is paused"));
  }

  /** The blocks that were seen before the pause are older than those that are kept. */
  @ParameterizedTest
  @ValueSource(ints = {100, 129, 200, ChainFollower.MAX_STEPS, 2 * ChainFollower.MAX_STEPS})
  void whatWasSeenBeforeALongPauseBecomesFinal(int blocks) {
    ChainNetwork network = network("pause-" + blocks, new Finality.Blocks(FINAL_BLOCKS));
    SimulatedChain chain = new SimulatedChain(TOKEN, RECIPIENT, random);
    new ChainStatus(database).configure(List.of(network));
    ChainFollower follower =
        new ChainFollower(
            database,
            network,
            chain,
            name -> List.of(RECIPIENT),
            ChainFollower.MAX_STEPS,
            Duration.ZERO);
    follower.follow();
    long start = chain.height() - FINAL_BLOCKS;
    while (all(network).stream().noneMatch(one -> one.state() == TransferState.SEEN)) {
      chain.mine(1);
      follower.follow();
    }

    chain.mine(blocks);
    follower.follow();

    compare(network, chain, start);
    int kept =
        database.with(handle ->
            handle
                .createQuery("SELECT count(*) FROM chain_block WHERE network = :name")
                .bind("name", network.name())
                .mapTo(Integer.class)
                .one());
    assertThat(kept).isLessThan(2 * ChainFollower.MAX_STEPS);
    assertThat(undecided(network)).isEmpty();
    database.use(handle ->
        handle.execute(
            "UPDATE chain_transfer SET state = 'seen' WHERE network = ? AND state = 'final'",
            network.name()));
    assertThat(undecided(network)).isNotEmpty();
  }

  private static List<String> undecided(ChainNetwork network) {
    return database.with(ChainStatus::violations).stream()
        .filter(one -> one.startsWith(network.name() + " has not decided"))
        .toList();
  }

  /** It happens while no one looks, and is longer than what is walked block by block. */
  @Test
  void aDeepReorganisationDuringADowntimePausesToo() {
    ChainNetwork network = network("downtime", new Finality.Blocks(FINAL_BLOCKS));
    SimulatedChain chain = new SimulatedChain(TOKEN, RECIPIENT, random);
    new ChainStatus(database).configure(List.of(network));
    ChainFollower follower = follower(network, chain);
    chain.mine(10);
    follower.follow();

    chain.rollBack(FINAL_BLOCKS + 1);
    chain.mine(3 * MAX_STEPS);
    follower.follow();

    assertThat(stored(network).pauseReason()).isPresent();
  }
}
