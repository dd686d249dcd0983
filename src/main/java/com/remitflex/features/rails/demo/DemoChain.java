package com.remitflex.features.rails.demo;

import com.remitflex.features.rails.evm.rpc.RpcException;
import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.jobs.PeriodicTask;
import com.remitflex.platform.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A chain on this machine, for trying out live payments: a node with a block each second, and a
 * token called USDC. The node survives a killed server, and the next one adopts it. The server that
 * stops normally stops it too.
 */
public final class DemoChain implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DemoChain.class);
  private static final Duration SAVE_INTERVAL = Duration.ofSeconds(1);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(30);

  private final DemoFiles files;
  private final AnvilProcess process;
  private final EvmAddress token;
  private final boolean isNew;
  private final Consumer<String> progress;
  private final PeriodicTask saving;

  private DemoChain(
      DemoFiles files,
      AnvilProcess process,
      EvmAddress token,
      boolean isNew,
      Consumer<String> progress) {
    this.files = files;
    this.process = process;
    this.token = token;
    this.isNew = isNew;
    this.progress = progress;
    SavedChain saved = new SavedChain(files);
    this.saving =
        new PeriodicTask(
            "demo-chain",
            SAVE_INTERVAL,
            PAUSE_AFTER_FAILURE,
            "the demo chain will be saved later",
            () -> {
              saved.copy();
              return SAVE_INTERVAL;
            });
  }

  /**
   * Requires that the program of the node is installed.
   *
   * @throws DemoChainException says how to install it
   */
  public static void requireInstalled(Path home) {
    AnvilProgram.require(home);
  }

  /**
   * Starts the chain of a data directory, or adopts the one that still runs.
   *
   * @param home where RemitFlex is installed
   * @param progress receives a line for each step that may take a while
   * @throws DemoChainException says why it cannot be used, and what to do
   */
  public static DemoChain start(Path home, Path dataDirectory, Consumer<String> progress) {
    Path program = AnvilProgram.require(home);
    DemoFiles files = DemoFiles.create(dataDirectory);
    DemoChain chain = files.exclusively(() -> start(program, files, progress));
    chain.saving.start();
    return chain;
  }

  private static DemoChain start(Path program, DemoFiles files, Consumer<String> progress) {
    AnvilProcess process = adoptOrStart(program, files, progress);
    try {
      SignerAddresses signer = new DemoSigner(files).prepare();
      ChainSetup setup = new ChainSetup(process.node());
      boolean isNew = setup.run(signer);
      EvmAddress token = setup.token().address();
      new DemoSigner(files).allow(token, signer);
      DemoFiles.write(files.networks(), DemoNetwork.text(process.url(), token, signer));
      return new DemoChain(files, process, token, isNew, progress);
    } catch (RpcException e) {
      throw new DemoChainException(
          "The demo chain rejects a call ("
              + e.getMessage()
              + "). Its output is in "
              + files.log()
              + ".",
          e);
    }
  }

  private static AnvilProcess adoptOrStart(
      Path program, DemoFiles files, Consumer<String> progress) {
    Optional<AnvilProcess> running = AnvilProcess.find(files);
    if (running.isPresent()) {
      progress.accept("Adopting the demo chain on port " + running.get().port() + " ...");
      return running.get().responding(files);
    }
    SavedChain saved = new SavedChain(files);
    Optional<Path> state = saved.newest(progress);
    progress.accept(
        state.isPresent() ? "Continuing the demo chain ..." : "Creating a demo chain ...");
    return AnvilProcess.start(program, files, saved, state);
  }

  /** The settings with which the platform uses this chain. */
  public Map<String, String> settings() {
    return settings(files);
  }

  private static Map<String, String> settings(DemoFiles files) {
    return Map.of(
        "REMITFLEX_NETWORKS_FILE", files.networks().toString(),
        "REMITFLEX_SIGNER", "embedded",
        "REMITFLEX_SIGNER_DIR", files.signer().toString(),
        "REMITFLEX_SIGNER_PASSPHRASE_FILE", files.passphrase().toString());
  }

  /** As {@link #settings}, of the chain that runs in a data directory; empty if none runs. */
  public static Map<String, String> settingsOfRunning(Path dataDirectory) {
    return DemoFiles.find(dataDirectory)
        .filter(files -> AnvilProcess.find(files).isPresent())
        .map(DemoChain::settings)
        .orElse(Map.of());
  }

  /** Name of the network. */
  public static String network() {
    return DemoNetwork.NAME;
  }

  public String rpcUrl() {
    return process.url().uri().toString();
  }

  /** Contract of the token. */
  public EvmAddress token() {
    return token;
  }

  /** Whether this start has created the chain. */
  public boolean isNew() {
    return isNew;
  }

  /** Leaves the chain to itself, as the server does that is killed. */
  void abandon() {
    saving.close();
  }

  /** Saves the chain and ends its process, so that nothing runs on after the server. */
  @Override
  public void close() {
    saving.close();
    try {
      files.exclusively(() -> stop(files, process, progress));
    } catch (DemoChainException e) {
      LOG.warn("The demo chain was not stopped: {}", e.getMessage());
    }
  }

  /**
   * Ends the chain that runs in a data directory; returns whether one ran.
   *
   * @throws DemoChainException if it cannot be saved; then it continues
   */
  public static boolean stop(Path dataDirectory, Consumer<String> progress) {
    return DemoFiles.find(dataDirectory)
        .map(files ->
            files.exclusively(() ->
                AnvilProcess.find(files).map(one -> stop(files, one, progress)).orElse(false)))
        .orElse(false);
  }

  private static boolean stop(DemoFiles files, AnvilProcess process, Consumer<String> progress) {
    SavedChain saved = new SavedChain(files);
    if (!process.handle().isAlive()) {
      return false;
    }
    if (!saved.hasSpace()) {
      throw new DemoChainException(
          "The demo chain continues, because the disk has no space to save it. Free disk space,"
              + " then run ./remitflex demo-chain stop.");
    }
    try {
      process.node().call("evm_setIntervalMining", Json.array().numberNode(0));
    } catch (RpcException e) {
      LOG.debug("the chain is stopped while it mines", e);
    }
    boolean isClean = process.end();
    saved.copy();
    progress.accept(
        isClean
            ? "The demo chain is saved and stopped."
            : "The demo chain did not respond and was killed; its last seconds may be lost.");
    return true;
  }
}
