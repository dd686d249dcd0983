package com.remitflex.proof;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.rails.signer.keys.NewSigner;
import com.remitflex.features.rails.signer.keys.ScryptCost;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.access.Scope;
import com.remitflex.platform.ids.Environment;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.ApiClient;
import com.remitflex.testing.Await;
import com.remitflex.testing.DemoToken;
import com.remitflex.testing.ServerProcess;
import com.remitflex.testing.TestDatabase;
import com.remitflex.testing.TestPlatform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;

/**
 * The real platform: nodes as processes on one database, the signer as a process of its own, and a
 * chain whose blocks are mined by the test.
 */
@Tag("process")
final class ProofCluster implements AutoCloseable {
  static final int FINAL_BLOCKS = 3;
  static final long FLOAT_MINOR = 40_000_000;

  private static final Executor OWN_THREAD = Thread.ofPlatform().daemon()::start;
  private static final String PASSPHRASE = "a passphrase that is nowhere else 7c1f";
  private static final int RELAYERS = 2;
  private static final int MAX_STARTS = 5;

  private final Path directory;
  private final Anvil anvil;
  private final DemoToken token;
  private final NewSigner.Created keys;
  private final TestPlatform platform = new TestPlatform();
  private final List<ServerProcess> nodes = new ArrayList<>();
  private final List<NodeGate> gates = new ArrayList<>();
  private final List<CompletableFuture<Void>> starts = new ArrayList<>();
  private final AtomicInteger kills = new AtomicInteger();
  private final HeadId head;
  private final String key;
  private Process signer;

  /**
   * A cluster that runs, with a treasury that holds some tokens of the operator.
   *
   * @param directory for all files
   * @param size number of nodes
   */
  ProofCluster(Path directory, int size) {
    this.directory = directory;
    this.anvil = Anvil.started();
    this.token = DemoToken.deploy(anvil);
    this.keys = createSigner();
    anvil.receipt(token.mint(treasury().text(), FLOAT_MINOR));
    anvil.receipt(token.mint(anvil.account(1), 1_000_000_000_000L));
    relayers().forEach(this::fund);
    anvil.automine(false);
    anvil.mine(FINAL_BLOCKS + 2);
    this.head = new HeadId(platform.newAccount().accountId(), Environment.LIVE);
    platform.database().use(handle -> handle.execute("UPDATE account SET verification = 'kyb'"));
    this.key = platform.newKey(head, Scope.WRITE).secret();
    startSigner();
    for (int number = 0; number < size; number++) {
      add(number);
    }
    starts.forEach(CompletableFuture::join);
  }

  private NewSigner.Created createSigner() {
    AtomicReference<NewSigner.Created> created = new AtomicReference<>();
    new NewSigner(directory.resolve("signer"), RELAYERS, Optional.empty(), new ScryptCost(2, 1, 1))
        .create(PASSPHRASE.toCharArray(), created::set);
    SignerAddresses addresses = created.get().addresses();
    write(directory.resolve("passphrase"), PASSPHRASE + "\n");
    write(
        directory.resolve("signer/policy.jsonc"),
        """
        {"ceilings": {"USDC": {"per_transaction": "100000000000", "per_day": "100000000000000"}},
         "sweep_destinations": ["%s"],
         "max_window_seconds": 86400,
         "networks": {"demo": {
           "chain_id": "31337",
           "fees": {"max_gas": 300000, "max_fee_per_gas_wei": "1000000000000",
                    "max_priority_fee_per_gas_wei": "50000000000",
                    "per_day_wei": "1000000000000000000000000"},
           "tokens": {"USDC": {"contract": "%s", "name": "USD Coin", "version": "2",
                      "functions": ["transferWithAuthorization", "cancelAuthorization"]}}}}}
        """
            .formatted(addresses.treasury(), checksummed(token.address())));
    return created.get();
  }

  private static EvmAddress checksummed(String address) {
    return EvmAddress.parse(address).orElseThrow();
  }

  private void startSigner() {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            "com.remitflex.Main",
            "signer",
            "up",
            directory.resolve("signer").toString(),
            "--passphrase-file",
            directory.resolve("passphrase").toString(),
            "--listen",
            "unix:" + signerSocket());
    try {
      signer =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("signer.out").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Await.until("the signer listens", () -> Files.exists(signerSocket()));
  }

  private Path signerSocket() {
    return directory.resolve("signer.socket");
  }

  private void add(int number) {
    Path own = directory.resolve("node" + number);
    try {
      Files.createDirectories(own);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path socket = own.resolve("s");
    NodeGate gate = new NodeGate(anvil.url(), socket, signerSocket(), () -> killed(number));
    gates.add(gate);
    Path networks = own.resolve("networks.json");
    write(networks, networks(gate.urls()));
    nodes.add(
        new ServerProcess(
            own,
            Map.of(
                "REMITFLEX_DATABASE_URL",
                platform.url(),
                "REMITFLEX_SECRETS_DIR",
                TestDatabase.secretsDirectory().toString(),
                "REMITFLEX_RATE_LIMIT_PER_MINUTE",
                "0",
                "REMITFLEX_SANDBOX_PENDING_MILLIS",
                "0",
                "REMITFLEX_CHAIN_POLL_MILLIS",
                "200",
                "REMITFLEX_NETWORKS_FILE",
                networks.toString(),
                "REMITFLEX_SIGNER",
                "unix:" + socket,
                "REMITFLEX_SIGNER_SECRET_FILE",
                directory.resolve("signer/shared-secret").toString())));
    starts.add(CompletableFuture.runAsync(() -> nodes.get(number).start(), OWN_THREAD));
  }

  private String networks(String... urls) {
    return """
    {"networks": [{
      "name": "demo", "chain_id": 31337, "rpc_urls": [%s],
      "final_blocks": %d, "max_fee_gwei": 100, "max_priority_fee_gwei": 20,
      "payout_window_seconds": 60,
      "tokens": [{"currency": "USDC", "contract": "%s", "decimals": 6, "eip3009": true,
                  "domain_name": "USD Coin", "domain_version": "2"}],
      "treasury": "%s", "relayers": [%s], "deposit_xpub": "%s"}]}
    """
        .formatted(
            quoted(Stream.of(urls)),
            FINAL_BLOCKS,
            token.address(),
            treasury(),
            quoted(relayers().stream().map(EvmAddress::text)),
            keys.addresses().extendedPublicKey());
  }

  private static String quoted(Stream<String> texts) {
    return texts.map(one -> '"' + one + '"').collect(Collectors.joining(","));
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Anvil anvil() {
    return anvil;
  }

  DemoToken token() {
    return token;
  }

  TestPlatform platform() {
    return platform;
  }

  EvmAddress treasury() {
    return keys.addresses().treasury();
  }

  List<EvmAddress> relayers() {
    return keys.addresses().relayers();
  }

  /** Gives a relayer enough gas. */
  void fund(EvmAddress relayer) {
    anvil.call("anvil_setBalance", relayer.text(), "0x8ac7230489e80000");
  }

  List<NodeGate> gates() {
    return gates;
  }

  /** The processes that hold no secret of the chain, and the one that does. */
  long nodeProcess(int number) {
    return nodes.get(number).pid();
  }

  long signerProcess() {
    return signer.pid();
  }

  Path signerDirectory() {
    return directory.resolve("signer");
  }

  static String passphrase() {
    return PASSPHRASE;
  }

  String mnemonic() {
    return keys.mnemonic().orElseThrow();
  }

  int kills() {
    return kills.get();
  }

  /** Numbers of the nodes that run. */
  List<Integer> alive() {
    return Stream.iterate(0, i -> i + 1)
        .limit(nodes.size())
        .filter(i -> !gates.get(i).isDead() && starts.get(i).isDone())
        .toList();
  }

  /** A client of a node with a key of the account. */
  ApiClient client(int number) {
    return new ApiClient(nodes.get(number).port(), key);
  }

  /** Kills a node wherever it is. */
  void kill(int number) {
    gates.get(number).disarm();
    gates.get(number).ends(KillPoint.CLAIM);
    killed(number);
  }

  private synchronized void killed(int number) {
    kills.incrementAndGet();
    nodes.get(number).kill();
    starts.set(
        number,
        CompletableFuture.runAsync(
            () -> {
              startAgain(nodes.get(number));
              gates.get(number).revive();
            },
            OWN_THREAD));
  }

  /** As an init system does: on a busy machine, the database may not respond in time. */
  private static void startAgain(ServerProcess node) {
    for (int left = MAX_STARTS; ; left--) {
      try {
        node.start();
        return;
      } catch (AssertionError e) {
        if (left == 0) {
          throw e;
        }
      }
    }
  }

  /** Waits until every node runs. */
  void awaitAll() {
    starts.forEach(CompletableFuture::join);
  }

  @Override
  public void close() {
    starts.forEach(start -> start.exceptionally(failed -> null).join());
    nodes.forEach(ServerProcess::close);
    gates.forEach(NodeGate::close);
    signer.destroyForcibly();
    anvil.close();
    platform.close();
  }
}
