package com.remitflex.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real Ethereum node for one test class. It mines a block for each transaction until {@link
 * #automine} is switched off. It ends with this JVM, even if that is killed.
 */
public final class Anvil implements BeforeAllCallback, AfterAllCallback, AutoCloseable {
  /** Chain ID of the node. */
  public static final long CHAIN_ID = 31_337;

  private static final Path PACKAGES = Path.of("ops", "demo-chain", "node_modules");
  private static final String LISTENING = "Listening on ";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final List<String> options;
  private Process process;
  private URI uri;
  private List<String> accounts;

  private Anvil(List<String> options) {
    this.options = options;
  }

  /** A node that starts before the tests of the class, for a static field. */
  public static Anvil forClass(String... options) {
    return new Anvil(List.of(options));
  }

  /** A node that runs now. */
  public static Anvil started(String... options) {
    Anvil anvil = new Anvil(List.of(options));
    anvil.start();
    return anvil;
  }

  /** Skips the tests where the Node parts are missing, except in continuous integration. */
  public static void assumeInstalled() {
    assumeTrue(
        System.getenv("CI") != null || isInstalled(),
        "the tests of chains need the packages of ops/demo-chain: run ./remitflex setup");
  }

  private static boolean isInstalled() {
    return !binaries().isEmpty() && Files.isDirectory(PACKAGES.resolve("solc"));
  }

  /** Directory of the Node packages. */
  public static Path packages() {
    return PACKAGES;
  }

  /** The binary is in an optional package, one for each platform. */
  private static List<Path> binaries() {
    try (Stream<Path> found = Files.list(PACKAGES.resolve("@foundry-rs"))) {
      return found
          .map(one -> one.resolve("bin").resolve("anvil"))
          .filter(Files::isExecutable)
          .toList();
    } catch (IOException missing) {
      return List.of();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    assumeInstalled();
    start();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  private void start() {
    List<String> command =
        new ArrayList<>(
            List.of(
                // The pipe of the standard input ends with this JVM.
                "sh",
                "-c",
                "\"$@\" & node=$!; cat >/dev/null; kill -9 $node",
                "anvil",
                binaries().getFirst().toString(),
                "--port",
                "0",
                "--chain-id",
                Long.toString(CHAIN_ID)));
    command.addAll(options);
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      BufferedReader out = process.inputReader();
      String line = out.readLine();
      while (line != null && !line.startsWith(LISTENING)) {
        line = out.readLine();
      }
      if (line == null) {
        throw new IllegalStateException("anvil ended: " + command);
      }
      uri = URI.create("http://" + line.substring(LISTENING.length()));
      // What it writes about each request would fill the pipe.
      Thread.ofVirtual().start(() -> out.lines().forEach(ignored -> {}));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    accounts = new ArrayList<>();
    call("eth_accounts").forEach(one -> accounts.add(one.textValue()));
  }

  @Override
  public void close() {
    if (process == null) {
      return;
    }
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public String url() {
    return uri.toString();
  }

  /** One of ten addresses with 10,000 ether each, in lower case. */
  public String account(int index) {
    return accounts.get(index);
  }

  /** Calls a method, of the node's own ones too; an error fails the test. */
  public JsonNode call(String method, Object... parameters) {
    JsonNode response = request(method, parameters);
    if (!response.has("result")) {
      throw new AssertionError(method + ": " + response);
    }
    return response.get("result");
  }

  /** The response to a call, whether it is a result or an error. */
  public JsonNode request(String method, Object... parameters) {
    ObjectNode body = MAPPER.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
    body.put("method", method);
    ArrayNode array = body.putArray("params");
    for (Object one : parameters) {
      array.add(MAPPER.<JsonNode>valueToTree(one));
    }
    try {
      return MAPPER.readTree(post(MAPPER.writeValueAsBytes(body)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Sends each request on a connection of its own: {@link java.net.http.HttpClient} sometimes loses
   * the response on one that it takes from its pool, and a call must not be repeated.
   */
  private byte[] post(byte[] body) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestMethod("POST");
    connection.setRequestProperty("Connection", "close");
    connection.setRequestProperty("Content-Type", "application/json");
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length);
    try (OutputStream out = connection.getOutputStream()) {
      out.write(body);
    }
    try (InputStream in = connection.getInputStream()) {
      return in.readAllBytes();
    }
  }

  /** Whether each transaction gets a block of its own immediately. */
  public void automine(boolean on) {
    call("evm_setAutomine", on);
  }

  /** Mines this number of blocks. */
  public void mine(int blocks) {
    call("anvil_mine", "0x" + Integer.toHexString(blocks));
  }

  /** Mines a block with so low a base fee that it takes what waited for a lower one. */
  public void mineCheaply() {
    call("anvil_setNextBlockBaseFeePerGas", "0x3b9aca00");
    mine(1);
  }

  /**
   * Replaces this number of blocks by empty ones; their transactions are lost. Those that were
   * empty before, below the first transaction, come back with the same hash.
   */
  public void reorganise(int depth) {
    call("anvil_reorg", depth, List.of());
  }

  /** Takes a transaction out of the pool. */
  public void drop(String transactionHash) {
    call("anvil_dropTransaction", transactionHash);
  }

  /** Remembers the state; {@link #revert} returns to it. */
  public String snapshot() {
    return call("evm_snapshot").textValue();
  }

  /** Returns to the state of a snapshot, which is then used up. */
  public void revert(String snapshot) {
    call("evm_revert", snapshot);
  }

  public long height() {
    return Long.decode(call("eth_blockNumber").textValue());
  }

  /** The hash of the block at a height. */
  public String blockHash(long height) {
    return call("eth_getBlockByNumber", "0x" + Long.toHexString(height), false)
        .get("hash")
        .textValue();
  }

  /** Sends a transaction of an account whose key the node has; answers its hash. */
  public String send(String from, String to, String data) {
    return call(
            "eth_sendTransaction", Map.of("from", from, "to", to, "data", data, "gas", "0x7a120"))
        .textValue();
  }

  /** Sends native coin by a contract that ends with its creation; returns the hash. */
  public String sendCoinByContract(String from, String to, String wei) {
    // CALL(gas, to, callvalue, 0, 0, 0, 0), then STOP: no code remains.
    String data = "0x600060006000600034" + "73" + to.substring(2) + "5af100";
    return call("eth_sendTransaction", Map.of("from", from, "value", wei, "data", data))
        .textValue();
  }

  /** Sends native coin; answers the hash of the transaction. */
  public String sendCoin(String from, String to, String wei) {
    return call("eth_sendTransaction", Map.of("from", from, "to", to, "value", wei)).textValue();
  }

  /** The receipt of a transaction, which the node may still be mining. */
  public JsonNode receipt(String transactionHash) {
    return Await.until(
        "the transaction is in a block",
        () -> call("eth_getTransactionReceipt", transactionHash),
        receipt -> !receipt.isNull());
  }
}
