package com.remitflex.features.rails.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.features.rails.evm.rpc.DevelopmentNode;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.Await;
import com.remitflex.testing.SmallDisk;
import com.remitflex.testing.TestDirectories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process of the demo chain and its files, in every state in which a start may find them. */
@Tag("process")
class DemoChainTest {
  private static final Path HOME = Path.of("");
  private static final EvmAddress STRANGER =
      EvmAddress.parse("0x00000000000000000000000000000000000c0ffe").orElseThrow();

  @TempDir(factory = TestDirectories.class)
  Path data;

  private final List<String> progress = new ArrayList<>();
  private final List<DemoChain> started = new CopyOnWriteArrayList<>();

  @BeforeEach
  void requireAnvil() {
    Anvil.assumeInstalled();
  }

  @AfterEach
  void endWhatRuns() {
    started.forEach(DemoChain::abandon);
    DemoFiles.find(data)
        .flatMap(AnvilProcess::find)
        .ifPresent(process -> {
          process.handle().destroyForcibly();
          process.handle().onExit().join();
        });
  }

  private DemoChain start() {
    DemoChain chain = DemoChain.start(HOME, data, progress::add);
    started.add(chain);
    return chain;
  }

  private AnvilProcess process() {
    return DemoFiles.find(data).flatMap(AnvilProcess::find).orElseThrow();
  }

  private BigInteger received() {
    DevelopmentNode node = process().node();
    return new ChainSetup(node).token().balance(STRANGER);
  }

  private void send(String amount) {
    OutsideWorld.on(data).send(STRANGER, Money.parse("amount", amount, Currency.USDC));
  }

  @Test
  void itSurvivesItsServerAndContinuesAfterANormalStop() {
    DemoChain first = start();
    assertThat(first.isNew()).isTrue();
    AnvilProcess running = process();
    send("25");

    // The server is gone without a word; the next one finds the chain by its files alone.
    DemoChain second = start();
    assertThat(second.isNew()).isFalse();
    assertThat(process().handle()).isEqualTo(running.handle());
    assertThat(second.rpcUrl()).isEqualTo(first.rpcUrl());
    assertThat(received()).isEqualTo(25_000_000);
    long height = height();
    String hash = hash(height);

    second.close();
    assertThat(running.handle().isAlive()).isFalse();
    try (DemoChain third = start()) {
      assertThat(third.isNew()).isFalse();
      assertThat(third.token()).isEqualTo(first.token());
      assertThat(third.rpcUrl()).isEqualTo(first.rpcUrl());
      assertThat(hash(height)).isEqualTo(hash);
      assertThat(received()).isEqualTo(25_000_000);
      send("0.000001");
      assertThat(received()).isEqualTo(25_000_001);
    }
    assertThat(DemoFiles.find(data).flatMap(AnvilProcess::find)).isEmpty();
  }

  private long height() {
    return process().node().number("eth_blockNumber");
  }

  private String hash(long height) {
    return process()
        .node()
        .call("eth_getBlockByNumber", "0x" + Long.toHexString(height), false)
        .path("hash")
        .asText();
  }

  @Test
  void aKilledNodeContinuesFromTheLastCompleteCopy() throws IOException {
    DemoChain chain = start();
    send("25");
    DemoFiles files = DemoFiles.find(data).orElseThrow();
    long height = height();
    Await.until(
        "it is copied", () -> SavedChain.height(files.state()).filter(h -> h > height).isPresent());
    AnvilProcess killed = process();
    killed.handle().destroyForcibly();
    killed.handle().onExit().join();
    // The node was writing when it was killed.
    Files.writeString(files.written(), "{\"best_block_number\": 99999, \"accounts\": {\"0x");

    try (DemoChain next = start()) {
      assertThat(progress).anyMatch(line -> line.contains("is incomplete; continuing from block"));
      assertThat(height()).isGreaterThanOrEqualTo(height);
      assertThat(next.isNew()).isFalse();
      assertThat(received()).isEqualTo(25_000_000);
    } finally {
      chain.close();
    }
  }

  @Test
  void aChainThatIsCutShortIsNotReplacedByAnother() throws IOException {
    start().close();
    DemoFiles files = DemoFiles.find(data).orElseThrow();
    Files.delete(files.written());
    byte[] complete = Files.readAllBytes(files.state());
    for (int length : List.of(0, 1, complete.length / 2, complete.length - 1)) {
      Files.write(files.state(), Arrays.copyOf(complete, length));

      assertThatThrownBy(this::start)
          .isInstanceOf(DemoChainException.class)
          .hasMessageContaining("is damaged")
          .hasMessageContaining("Restore it from a copy");
      assertThat(Files.size(files.state())).isEqualTo(length);
    }
    assertThat(DemoFiles.find(data).flatMap(AnvilProcess::find)).isEmpty();
  }

  @Test
  void anotherProgramOnThePortIsLeftAlone() throws IOException {
    DemoChain first = start();
    int port = process().port();
    first.close();
    try (ServerSocket foreign = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
        DemoChain second = start()) {
      assertThat(second.rpcUrl()).isNotEqualTo(first.rpcUrl()).doesNotContain(":" + port);
      assertThat(foreign.isBound()).isTrue();
      assertThat(Files.readString(Path.of(second.settings().get("REMITFLEX_NETWORKS_FILE"))))
          .contains(second.rpcUrl());
    }
  }

  @Test
  void twoStartsTogetherUseOneChain() {
    // Not in the common pool, on which the JDK completes HTTP requests.
    CompletableFuture<DemoChain> other =
        CompletableFuture.supplyAsync(this::start, Thread.ofPlatform()::start);
    DemoChain one = start();
    DemoChain two = other.join();

    assertThat(one.rpcUrl()).isEqualTo(two.rpcUrl());
    assertThat(Stream.of(one, two).filter(DemoChain::isNew)).hasSize(1);
    assertThat(
            ProcessHandle.allProcesses()
                .filter(
                    process -> process.info().commandLine().orElse("").contains(data.toString())))
        .hasSize(1);
    one.close();
    two.close();
  }

  @Test
  void aStartThatWasInterruptedIsCompleted() {
    start().close();
    DemoFiles files = DemoFiles.find(data).orElseThrow();
    // Killed after the node was started, before its chain was prepared.
    AnvilProcess bare = bare(files);
    try (DemoChain chain = start()) {
      assertThat(process().handle()).isEqualTo(bare.handle());
      assertThat(chain.isNew()).isTrue();
      assertThat(OutsideWorld.on(data).status().treasury().minor()).isEqualTo(10_000_000_000L);
    }
  }

  private static AnvilProcess bare(DemoFiles files) {
    try {
      Files.delete(files.state());
      Files.delete(files.written());
      Files.delete(files.networks());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return AnvilProcess.start(
        AnvilProgram.require(HOME), files, new SavedChain(files), Optional.empty());
  }

  @Test
  void theOutsideWorldRejectsWhatWouldBeLost() {
    assertThatThrownBy(() -> OutsideWorld.on(data))
        .hasMessageContaining("No demo chain runs in")
        .hasMessageContaining("./remitflex up --demo-chain");
    try (DemoChain chain = start()) {
      Money one = new Money(Currency.USDC, 1);
      assertThatThrownBy(() -> OutsideWorld.on(data).send(EvmAddress.ZERO, one))
          .hasMessageContaining("the zero address");
      assertThatThrownBy(() -> OutsideWorld.on(data).send(chain.token(), one))
          .hasMessageContaining("the contract of the token");
      assertThatThrownBy(() -> send("1000000.000001")).hasMessageContaining("at most 1000000");
      // More than it has at the start: it gets more.
      send("1000000");
      send("1000000");
      assertThat(received()).isEqualTo(2_000_000_000_000L);
    }
  }

  @Test
  void onlyItsUserCanReadItsFiles() throws IOException {
    start().close();
    Path directory = data.resolve("demo-chain");
    assertThat(Files.getPosixFilePermissions(directory))
        .allMatch(one -> one.name().startsWith("OWNER_"));
    for (String secret : List.of("passphrase", "signer/treasury.json", "state.json")) {
      assertThat(Files.getPosixFilePermissions(directory.resolve(secret)))
          .as(secret)
          .allMatch(one -> one.name().startsWith("OWNER_"));
    }
  }

  @Test
  void onAFullDiskItContinuesUntilItCanBeSaved() throws Exception {
    SmallDisk small = SmallDisk.mount(data, "8m");
    Path disk = small.path();
    try {
      DemoChain chain = DemoChain.start(HOME, disk, progress::add);
      AnvilProcess running = DemoFiles.find(disk).flatMap(AnvilProcess::find).orElseThrow();
      Path filler = small.fill();

      chain.close();
      assertThat(running.handle().isAlive()).isTrue();
      assertThatThrownBy(() -> DemoChain.stop(disk, progress::add))
          .hasMessageContaining("no space to save it")
          .hasMessageContaining("./remitflex demo-chain stop");
      Files.delete(filler);
      long height = running.node().number("eth_blockNumber");

      assertThat(DemoChain.stop(disk, progress::add)).isTrue();
      assertThat(running.handle().isAlive()).isFalse();
      DemoChain next = DemoChain.start(HOME, disk, progress::add);
      assertThat(
              DemoFiles.find(disk)
                  .flatMap(AnvilProcess::find)
                  .orElseThrow()
                  .node()
                  .number("eth_blockNumber"))
          .isGreaterThanOrEqualTo(height);
      next.close();
    } finally {
      DemoFiles.find(disk)
          .flatMap(AnvilProcess::find)
          .ifPresent(left -> {
            left.handle().destroyForcibly();
            left.handle().onExit().join();
          });
      small.close();
    }
  }
}
