package com.remitflex.features.rails.demo;

import com.remitflex.features.rails.evm.rpc.DevelopmentNode;
import com.remitflex.features.rails.evm.rpc.RpcException;
import com.remitflex.features.rails.evm.rpc.RpcUrl;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The running node of a demo chain. It is recognised by the path of its state in its arguments, so
 * that no file with a process ID can be wrong.
 */
record AnvilProcess(ProcessHandle handle, int port) {
  static final long CHAIN_ID = 31_337;

  private static final String PROGRAM = "anvil";
  private static final String STATE = "--dump-state";
  private static final String PORT = "--port";
  private static final int FIRST_PORT = 8_545;
  private static final int PORTS = 100;
  private static final Duration RESPONDS_WITHIN = Duration.ofSeconds(60);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(30);

  /** The states that it keeps for reads at recent blocks; it would write all others to the disk. */
  private static final int KEPT_STATES = 256;

  /** The process of this chain; empty if none runs. */
  static Optional<AnvilProcess> find(DemoFiles files) {
    String state = files.written().toString();
    return ProcessHandle.allProcesses().flatMap(process -> of(process, state).stream()).findFirst();
  }

  private static Optional<AnvilProcess> of(ProcessHandle process, String state) {
    ProcessHandle.Info info = process.info();
    List<String> arguments = Arrays.asList(info.arguments().orElse(new String[0]));
    boolean isOurs =
        info.command().filter(one -> Path.of(one).endsWith(PROGRAM)).isPresent()
            && value(arguments, STATE).filter(state::equals).isPresent();
    return isOurs
        ? value(arguments, PORT).map(port -> new AnvilProcess(process, Integer.parseInt(port)))
        : Optional.empty();
  }

  private static Optional<String> value(List<String> arguments, String option) {
    int at = arguments.indexOf(option);
    return at >= 0 && at + 1 < arguments.size()
        ? Optional.of(arguments.get(at + 1))
        : Optional.empty();
  }

  RpcUrl url() {
    return RpcUrl.parse("http://127.0.0.1:" + port).orElseThrow();
  }

  DevelopmentNode node() {
    return new DevelopmentNode(url());
  }

  /** Whether it responds, as a node of a demo chain. */
  boolean responds() {
    try {
      return node().number("eth_chainId") == CHAIN_ID;
    } catch (RpcException e) {
      return false;
    }
  }

  /** Waits until it responds. */
  AnvilProcess responding(DemoFiles files) {
    if (!Pause.holds(RESPONDS_WITHIN, () -> responds() || !handle.isAlive()) || !responds()) {
      throw new DemoChainException(
          "The demo chain (process "
              + handle.pid()
              + ") does not respond. Its output is in "
              + files.log()
              + ". End it with kill "
              + handle.pid()
              + ", then start again.");
    }
    return this;
  }

  /**
   * Starts the node in a session of its own, in which neither Ctrl-C nor the end of this process
   * reaches it.
   */
  static AnvilProcess start(Path program, DemoFiles files, SavedChain saved, Optional<Path> state) {
    List<String> command = new ArrayList<>(session());
    command.addAll(List.of(program.toString(), PORT, Integer.toString(freePort(files))));
    command.addAll(List.of("--host", "127.0.0.1", "--no-cors", "--quiet"));
    command.addAll(List.of("--chain-id", Long.toString(CHAIN_ID), "--block-time", "1"));
    command.addAll(List.of("--prune-history", Integer.toString(KEPT_STATES)));
    command.addAll(List.of(STATE, files.written().toString()));
    command.addAll(List.of("--state-interval", Integer.toString(saved.intervalSeconds())));
    state.ifPresent(file -> command.addAll(List.of("--load-state", file.toString())));
    Process launched = launch(command, files);
    return Pause.until(RESPONDS_WITHIN, () -> ended(launched, files))
        .flatMap(_ -> find(files))
        .filter(AnvilProcess::responds)
        .orElseThrow(() -> notStarted(files));
  }

  /** A value as soon as there is no more to wait for: it responds, or it has failed. */
  private static Optional<Boolean> ended(Process launched, DemoFiles files) {
    boolean hasFailed = !launched.isAlive() && launched.exitValue() != 0;
    boolean responds = !hasFailed && find(files).filter(AnvilProcess::responds).isPresent();
    return hasFailed || responds ? Optional.of(responds) : Optional.empty();
  }

  private static List<String> session() {
    return Files.isExecutable(Path.of("/usr/bin/setsid"))
        ? List.of("/usr/bin/setsid")
        // With job control, a background process has a process group of its own.
        : List.of("/bin/sh", "-c", "set -m; nohup \"$@\" &", "sh");
  }

  private static Process launch(List<String> command, DemoFiles files) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(files.directory().toFile())
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(files.log().toFile());
    // The settings of the server contain secrets.
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("HOME", files.directory().toString());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new DemoChainException("The demo chain does not start: " + e.getMessage() + ".", e);
    }
  }

  private static DemoChainException notStarted(DemoFiles files) {
    String reason;
    try {
      reason = Files.readString(files.log()).strip().lines().findFirst().orElse("no output");
    } catch (IOException e) {
      reason = "no output";
    }
    return new DemoChainException(
        "The demo chain does not start (" + reason + "). Its output is in " + files.log() + ".");
  }

  /** The port of the last run if it is free, else another free one. */
  private static int freePort(DemoFiles files) {
    return DemoNetwork.lastPort(files)
        .filter(AnvilProcess::isFree)
        .or(() ->
            IntStream.range(FIRST_PORT, FIRST_PORT + PORTS)
                .boxed()
                .filter(AnvilProcess::isFree)
                .findFirst())
        .orElseThrow(() ->
            new DemoChainException(
                "No port from "
                    + FIRST_PORT
                    + " to "
                    + (FIRST_PORT + PORTS - 1)
                    + " is free for the demo chain. Free one of them."));
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  /** Asks it to end, upon which it writes its state; returns whether it did so by itself. */
  boolean end() {
    handle.destroy();
    if (endsWithin(ENDS_WITHIN)) {
      return true;
    }
    handle.destroyForcibly();
    endsWithin(ENDS_WITHIN);
    return false;
  }

  private boolean endsWithin(Duration limit) {
    return Pause.holds(limit, () -> !handle.isAlive());
  }
}
