package com.remitflex.features.payments.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.corridors.rates.FixedRates;
import com.remitflex.features.payments.Payment;
import com.remitflex.features.payments.PaymentKey;
import com.remitflex.features.payments.PaymentStatus;
import com.remitflex.features.payments.PaymentStore;
import com.remitflex.features.payments.creation.CreatePayment;
import com.remitflex.features.payments.creation.PaymentCreation;
import com.remitflex.features.payments.creation.PaymentRequest;
import com.remitflex.features.rails.Rails;
import com.remitflex.features.rails.SandboxRail;
import com.remitflex.features.rails.evm.fees.NetworkFees;
import com.remitflex.features.rails.evm.follower.ChainStatus;
import com.remitflex.features.rails.evm.follower.NetworkFollower;
import com.remitflex.features.rails.evm.follower.SteppedFollower;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.networks.NetworksFile;
import com.remitflex.features.rails.evm.payouts.PayoutAddresses;
import com.remitflex.features.rails.evm.payouts.PayoutInvariants;
import com.remitflex.features.rails.evm.payouts.PayoutRail;
import com.remitflex.features.rails.evm.payouts.PayoutService;
import com.remitflex.features.rails.evm.relays.RelaySettings;
import com.remitflex.features.rails.evm.relays.RelayWorker;
import com.remitflex.features.rails.evm.relays.Relays;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.rpc.RpcLimits;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.features.rails.signer.Signer;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.recipients.wallets.Networks;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.features.recipients.wallets.WalletRules;
import com.remitflex.platform.access.Principal;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.platform.telemetry.ProcessMetrics;
import com.remitflex.platform.telemetry.Traces;
import com.remitflex.testing.Await;
import com.remitflex.testing.BreakingSigner;
import com.remitflex.testing.Callers;
import com.remitflex.testing.LiveMoney;
import com.remitflex.testing.LiveNetwork;
import com.remitflex.testing.LyingNode;
import com.remitflex.testing.TestPlatform;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/**
 * Live payments on a real chain, worked by nodes that a test drives step by step, drops and
 * replaces. A network has three URLs, which can lie.
 */
@Tag("process")
public final class LivePlatform implements AutoCloseable {
  private static final RpcLimits LIMITS =
      new RpcLimits(Duration.ofSeconds(2), Duration.ofSeconds(5), 4_000_000);
  private static final Duration LIMIT = Duration.ofSeconds(40);
  private static final Duration FOLLOWER_PAUSE = Duration.ofMillis(20);
  private static final RelaySettings SETTINGS =
      new RelaySettings(
          Duration.ofMillis(20),
          Duration.ofSeconds(10),
          16,
          Duration.ofMillis(300),
          Duration.ofMillis(100),
          Duration.ofMillis(50));
  private static final String TRANSFER =
      "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

  private final LiveNetwork network;
  private final TestPlatform platform = new TestPlatform();
  private final List<LyingNode> urls;
  private final ChainNetwork configured;
  private final SteppedFollower follower;
  private final Signer signer;
  private final HeadId account;
  private final Principal key;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<PaymentKey, EvmAddress> payments = new LinkedHashMap<>();
  private final Node creator;
  private volatile boolean paused;
  private int number;

  /** The ends of dropped nodes, which wait for what is in flight. */
  private final List<CompletableFuture<Void>> closing = new ArrayList<>();

  /** A process of the platform, as far as it pays wallets. */
  public final class Node {
    private final BreakingSigner breaking = new BreakingSigner(signer);
    private final Engine engine = platform.node().start();
    private final EvmNodes evm = nodes("node");
    private final RelayWorker relays;
    private final PayoutRail rail;
    private final RailWorker worker;
    private final Rails rails;
    private boolean dropped;

    private Node(String name) {
      BooleanSupplier isPaused = () -> paused;
      relays = new RelayWorker(database(), configured, evm, breaking, isPaused, name, SETTINGS);
      rail =
          new PayoutRail(
              database(),
              configured,
              evm,
              new Relays(database()),
              breaking,
              isPaused,
              Optional::empty);
      worker =
          new RailWorker(
              database(), engine, rail, new Pauses(database(), platform.trail()), Traces.OFF);
      rails =
          new Rails(new SandboxRail(Duration.ZERO, Duration.ZERO, Duration.ZERO), List.of(rail));
    }

    /** Its way to the signer, which can break. */
    public BreakingSigner signer() {
      return breaking;
    }

    /** Does everything that is due once; false if it ended in the middle of it. */
    public boolean step() {
      if (dropped) {
        return false;
      }
      hurry();
      try {
        relays.runOnce();
      } catch (RuntimeException | Error e) {
        if (!breaking.isBroken()) {
          throw e;
        }
      }
      if (!breaking.isBroken()) {
        worker.claimOnce();
      }
      // A call may take longer than one look at its report.
      while (!breaking.isBroken() && hasClaims()) {
        report();
      }
      if (breaking.isBroken()) {
        drop();
      }
      return !dropped;
    }

    /** As {@link #step}, but ends before the reports of the rail are recorded. */
    public void stepWithoutReports() {
      hurry();
      relays.runOnce();
      worker.claimOnce();
      Await.pause(Duration.ofMillis(100));
    }

    private boolean hasClaims() {
      return !texts("SELECT payment_id FROM rail_order WHERE claimed_until > clock_timestamp()")
          .isEmpty();
    }

    private void report() {
      try {
        worker.reportOnce();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    private void close() {
      relays.close();
      worker.close();
      engine.close();
      evm.close();
    }

    /** Ends this process; its claims expire. */
    public void drop() {
      dropped = true;
      breaking.breakNow();
      execute(
          "UPDATE rail_order SET claimed_until = now() - interval '1 s'"
              + " WHERE claimed_by IS NOT NULL");
      execute("UPDATE relayer SET leader = NULL");
    }
  }

  public LivePlatform(LiveNetwork network) {
    this.network = network;
    this.urls = Stream.generate(() -> LyingNode.before(network.anvil())).limit(3).toList();
    this.configured =
        NetworksFile.read(network.file(urls.stream().map(LyingNode::url).toArray(String[]::new)))
            .getFirst();
    new ChainStatus(database()).configure(List.of(configured));
    this.follower =
        new SteppedFollower(
            new NetworkFollower(
                database(),
                configured,
                nodes("follower"),
                name -> List.of(),
                transfer -> {},
                "follower",
                FOLLOWER_PAUSE));
    this.signer = network.openSigner();
    this.account = new HeadId(platform.newAccount().accountId(), Environment.LIVE);
    execute("UPDATE account SET verification = 'kyb'");
    this.key = platform.newKey(account);
    this.creator = node();
  }

  private EvmNodes nodes(String name) {
    return new EvmNodes(
        name,
        configured.chainId(),
        configured.rpcUrls(),
        configured.trusted(),
        LIMITS,
        ProcessMetrics.none());
  }

  public Database database() {
    return platform.database();
  }

  public LiveNetwork network() {
    return network;
  }

  /** The URLs between the platform and the node. */
  public List<LyingNode> urls() {
    return urls;
  }

  public PayoutService payouts() {
    return new PayoutService(
        database(),
        new Relays(database()),
        platform.trail(),
        new Pauses(database(), platform.trail()));
  }

  public Relays relays() {
    return new Relays(database());
  }

  /** A new process on the same database. */
  public Node node() {
    Node node = new Node("node-" + number++);
    // The nodes of tests before have not ended, but work no more.
    execute("UPDATE relayer SET leader = NULL");
    // A long run has hundreds, each with threads and connections of its own.
    nodes.stream()
        .filter(one -> one.dropped)
        .forEach(one -> closing.add(CompletableFuture.runAsync(one::close)));
    nodes.removeIf(one -> one.dropped);
    nodes.add(node);
    return node;
  }

  /** Whether nothing new may be signed or sent. */
  public void pause(boolean on) {
    paused = on;
  }

  public void execute(String sql) {
    database().use(handle -> handle.execute(sql));
  }

  public List<String> texts(String sql) {
    return database().with(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }

  /** Everything that waits for a while is due now. */
  private void hurry() {
    execute("UPDATE rail_order SET due_at = now() WHERE claimed_until IS NULL");
    execute("UPDATE relay SET due_at = now() WHERE state = 'waiting' AND due_at > now()");
  }

  /** A live payment to a new wallet, which its rail has. */
  public PaymentKey pay(long minor) {
    return pay(minor, network.newWallet());
  }

  public PaymentKey pay(long minor, EvmAddress wallet) {
    LiveMoney.give(database(), account.accountId(), Currency.USDC, 2 * minor + 1_000_000);
    PaymentCreation creation =
        new PaymentCreation(
            creator.engine,
            new WalletRules(
                new Networks(Set.of(LiveNetwork.NAME)), PayoutAddresses.of(List.of(configured))),
            new CreatePayment.Terms(new FixedRates(), creator.rails, Duration.ZERO));
    PaymentRequest request =
        new PaymentRequest(
            new Money(Currency.USDC, minor),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new Wallet(LiveNetwork.NAME, wallet.text())),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    String id = creation.create(Callers.of(key), request).orElseThrow().result().resourceId();
    PaymentWorker starting =
        new PaymentWorker(
            database(), creator.engine, Checks.of(platform), creator.rails, Traces.OFF);
    PaymentKey payment = new PaymentKey(account, id);
    Await.until(
        "it is processing",
        () -> {
          starting.workOnce();
          return find(payment).status() == PaymentStatus.PROCESSING;
        });
    payments.put(payment, wallet);
    return payment;
  }

  public Payment find(PaymentKey payment) {
    return PaymentStore.find(database(), payment).orElseThrow();
  }

  public EvmAddress wallet(PaymentKey payment) {
    return payments.get(payment);
  }

  /** Waits until the stored chain is as long as the node's. */
  public void awaitHead() {
    long height = network.anvil().height();
    String hash = network.anvil().blockHash(height);
    Await.until(
        "the chain is followed up to " + height,
        () -> {
          follower.look();
          return texts("SELECT head_hash FROM chain_network WHERE closed_reason IS NULL")
              .equals(List.of(hash));
        });
  }

  /** What is not over, for the message of a test that fails. */
  private String state() {
    return texts(
            """
            SELECT concat_ws(' ', 'payout', payment_id, step, windows, relays, waiting, objection)
            FROM payout WHERE step NOT IN ('settled', 'failed')
            UNION ALL
            SELECT concat_ws(' ', 'relay', reference, state, nonce, waiting, version, is_void)
            FROM relay WHERE state NOT IN ('final', 'withdrawn')
            UNION ALL
            SELECT concat_ws(' ', 'relayer', address, next_nonce, waiting, leader) FROM relayer
            UNION ALL
            SELECT concat_ws(' ', 'order', payment_id, waiting, claimed_by IS NOT NULL, due_at)
            FROM rail_order
            """)
        .toString();
  }

  /** Lets a node work until this holds. */
  public void work(Node node, String what, BooleanSupplier until) {
    Await.until(
        what,
        LIMIT,
        () -> {
          if (until.getAsBoolean()) {
            return "";
          }
          follower.look();
          node.step();
          return until.getAsBoolean() ? "" : state();
        },
        String::isEmpty);
  }

  /** Lets a node work, and the chain grow, until this holds. */
  public void workAndMine(Node node, String what, BooleanSupplier until) {
    Await.until(
        what,
        LIMIT,
        () -> {
          if (until.getAsBoolean()) {
            return "";
          }
          node.step();
          network.anvil().mine(1);
          awaitHead();
          return until.getAsBoolean() ? "" : state();
        },
        String::isEmpty);
  }

  public boolean is(PaymentKey payment, PaymentStatus status) {
    return find(payment).status() == status;
  }

  /** Whether the newest relay of a payment is in this state. */
  public boolean isRelay(PaymentKey payment, String state) {
    return texts(
            "SELECT state FROM relay WHERE subject = '"
                + payment.id()
                + "' ORDER BY sequence DESC LIMIT 1")
        .equals(List.of(state));
  }

  public Optional<String> waiting(PaymentKey payment) {
    return payouts().find(payment.id()).flatMap(one -> one.waiting());
  }

  /** The transfers of the treasury to a payment's wallet, in the node's canonical chain. */
  public int transfers(PaymentKey payment) {
    JsonNode logs =
        network
            .anvil()
            .call(
                "eth_getLogs",
                Map.of(
                    "fromBlock",
                    "0x0",
                    "toBlock",
                    "latest",
                    "address",
                    network.token().address(),
                    "topics",
                    List.of(TRANSFER, topic(network.treasury()), topic(payments.get(payment)))));
    return logs.size();
  }

  private static String topic(EvmAddress address) {
    return "0x" + "0".repeat(24) + address.text().substring(2).toLowerCase(Locale.ROOT);
  }

  /** Each payment has moved tokens once if it is settled, never if it was released. */
  public void assertPaidAsStatusesSay() {
    for (PaymentKey payment : payments.keySet()) {
      PaymentStatus status = find(payment).status();
      int transfers = transfers(payment);
      assertThat(transfers).as("transfers of " + payment.id()).isLessThanOrEqualTo(1);
      if (status == PaymentStatus.SETTLED) {
        assertThat(transfers).as(payment.id() + " is settled").isEqualTo(1);
      }
      if (status == PaymentStatus.FAILED) {
        assertThat(transfers).as(payment.id() + " was released").isZero();
      }
    }
    platform.assertWhole();
    assertThat(database().with(PayoutInvariants::violations)).isEmpty();
    assertThat(database().with(NetworkFees::violations)).isEmpty();
  }

  @Override
  public void close() {
    nodes.forEach(Node::close);
    closing.forEach(CompletableFuture::join);
    follower.close();
    signer.close();
    urls.forEach(LyingNode::close);
    platform.close();
  }
}
