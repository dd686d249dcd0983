package com.remitflex.features.rails.evm.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.telemetry.ProcessMetrics;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.Await;
import com.remitflex.testing.DemoToken;
import com.remitflex.testing.LyingNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three URLs of a real node, of which one lies in every way that we could think of. */
@Tag("process")
class EvmNodesTest {
  private static final RpcLimits LIMITS =
      new RpcLimits(Duration.ofSeconds(1), Duration.ofMillis(700), 200_000);
  private static final Bytes32 TRANSFER =
      new Bytes32("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");

  @RegisterExtension static final Anvil anvil = Anvil.forClass();

  private static LyingNode first;
  private static LyingNode second;
  private static LyingNode third;
  private static DemoToken token;
  private static String mint;
  private EvmNodes nodes;

  @BeforeAll
  static void start() {
    first = LyingNode.before(anvil);
    second = LyingNode.before(anvil);
    third = LyingNode.before(anvil);
    token = DemoToken.deploy(anvil);
    mint = token.mint(anvil.account(1), 7_000_000);
    anvil.mine(2);
  }

  @BeforeEach
  void open() {
    nodes = open(first, second, third);
  }

  @AfterEach
  void close() {
    nodes.close();
    Stream.of(first, second, third).forEach(LyingNode::beHonest);
  }

  @AfterAll
  static void stop() {
    Stream.of(first, second, third).forEach(LyingNode::close);
  }

  private static EvmNodes open(LyingNode... urls) {
    return new EvmNodes(
        "test",
        Anvil.CHAIN_ID,
        Stream.of(urls).map(one -> RpcUrl.parse(one.url()).orElseThrow()).toList(),
        urls.length == 1,
        LIMITS,
        ProcessMetrics.none());
  }

  private static Block mintBlock() {
    long height = Long.decode(anvil.receipt(mint).get("blockNumber").textValue());
    Bytes32 hash = new Bytes32(anvil.blockHash(height));
    return new Block(height, hash, new Bytes32(anvil.blockHash(height - 1)), 0);
  }

  private static LogFilter transfers() {
    return new LogFilter(
        List.of(EvmAddress.parse(token.address()).orElseThrow()), List.of(List.of(TRANSFER)));
  }

  @Test
  void honestNodesAgree() {
    Block block = mintBlock();

    assertThat(nodes.head().orThrow().height()).isEqualTo(anvil.height());
    assertThat(nodes.agreed(node -> node.logs(block.hash(), transfers())).orThrow()).hasSize(1);
    assertThat(nodes.agreed(node -> node.receipt(new Bytes32(mint))).orThrow())
        .hasValueSatisfying(one -> assertThat(one.succeeded()).isTrue());
    assertThat(nodes.agreed(node -> node.block(anvil.height() + 1)).orThrow()).isEmpty();
  }

  @Test
  void twoOfThreeOutvoteOrphanedReceipts() {
    first.lieAbout(
        "eth_getTransactionReceipt",
        response -> changed(response, "blockHash", "0x" + "ab".repeat(32)));

    Optional<Receipt> receipt = nodes.agreed(node -> node.receipt(new Bytes32(mint))).orThrow();

    assertThat(receipt).map(Receipt::blockHash).hasValue(mintBlock().hash());
  }

  @Test
  void twoOfThreeOutvoteAMissingReceipt() {
    first.lieAbout("eth_getTransactionReceipt", response -> withResult(response, null));

    assertThat(nodes.agreed(node -> node.receipt(new Bytes32(mint))).orThrow()).isPresent();
  }

  @Test
  void twoOfThreeOutvoteMissingLogs() {
    Block block = mintBlock();
    second.lieAbout(
        "eth_getLogs", response -> withResult(response, ((ObjectNode) response).arrayNode()));

    assertThat(nodes.agreed(node -> node.logs(block.hash(), transfers())).orThrow()).hasSize(1);
    assertThat(nodes.agreed(node -> node.logs(block.height(), block, transfers())).orThrow())
        .hasSize(1);
  }

  @Test
  void twoOfThreeOutvoteAnInventedAmount() {
    Block block = mintBlock();
    first.lieAbout(
        "eth_getLogs",
        response -> {
          ((ObjectNode) response.get("result").get(0)).put("data", "0x" + "0f".repeat(32));
          return response;
        });

    List<EventLog> logs = nodes.agreed(node -> node.logs(block.hash(), transfers())).orThrow();

    assertThat(logs.getFirst().data()).endsWith("6acfc0");
  }

  @Test
  void aHeadThatNoOtherNodeHasIsNotBelieved() {
    first.lieAbout("eth_blockNumber", response -> withResult(response, "0xffffffffff"));

    assertThat(nodes.head().orThrow().height()).isEqualTo(anvil.height());
  }

  @Test
  void aNodeThatIsBehindDoesNotHoldBackTheOthers() {
    second.lieAbout("eth_blockNumber", response -> withResult(response, "0x1"));

    assertThat(nodes.head().orThrow().height()).isEqualTo(anvil.height());
  }

  /** Two heads of the same height: the one that two nodes have. */
  @Test
  void anotherBlockAtTheSameHeightIsNotBelieved() {
    String other = "0x" + "cd".repeat(32);
    first.lieAbout("eth_getBlockByNumber", response -> changed(response, "hash", other));

    assertThat(nodes.head().orThrow().hash().text()).isEqualTo(anvil.blockHash(anvil.height()));
  }

  @Test
  void twoThatDisagreeAreNoAgreement() {
    nodes.close();
    nodes = open(first, second);
    first.lieAbout(
        "eth_getLogs", response -> withResult(response, ((ObjectNode) response).arrayNode()));

    assertThat(nodes.agreed(node -> node.logs(mintBlock().hash(), transfers())))
        .isInstanceOf(Agreement.NotAgreed.class);
  }

  /** Two liars with different lies, and two with the same one. */
  @Test
  void twoPairsThatDisagreeAreNoAgreement() {
    nodes.close();
    try (LyingNode fourth = LyingNode.before(anvil)) {
      nodes = open(first, second, third, fourth);
      second.lieAbout("eth_getTransactionReceipt", response -> withResult(response, null));
      third.lieAbout("eth_getTransactionReceipt", response -> withResult(response, null));

      assertThat(nodes.agreed(node -> node.receipt(new Bytes32(mint))))
          .isInstanceOf(Agreement.NotAgreed.class);
    }
  }

  @Test
  void oneUrlIsEnoughOnlyIfItIsTrusted() {
    nodes.close();
    nodes = open(first);
    assertThat(nodes.head().orThrow().height()).isEqualTo(anvil.height());
    nodes.close();
    nodes =
        new EvmNodes(
            "test",
            Anvil.CHAIN_ID,
            List.of(RpcUrl.parse(first.url()).orElseThrow()),
            false,
            LIMITS,
            ProcessMetrics.none());
    assertThat(nodes.head()).isInstanceOf(Agreement.NotAgreed.class);
  }

  @Test
  void aNodeOfAnotherChainHasNoVote() {
    nodes.close();
    nodes = open(first, second);
    first.lieAbout("eth_chainId", response -> withResult(response, "0x1"));

    assertThat(nodes.head())
        .isInstanceOfSatisfying(
            Agreement.NotAgreed.class,
            not -> assertThat(not.reason()).contains("chain 1 instead of 31337"));
    assertThat(nodes.health().getFirst().error())
        .hasValueSatisfying(error -> assertThat(error).contains("chain 1"));
  }

  /** The transaction is in the pool, whatever the node that accepted it said or did not say. */
  @Test
  void aTimeoutAfterAcceptingIsUnknownAndThenAlreadyKnown() {
    anvil.automine(false);
    try {
      first.lie((request, response) -> {
        Await.pause(Duration.ofSeconds(2));
        return new byte[0];
      });
      String raw = rawTransaction();

      assertThatThrownBy(() -> nodes.all().getFirst().send(raw))
          .isInstanceOfSatisfying(
              RpcException.class, e -> assertThat(e.kind()).isEqualTo(RpcErrorKind.TRANSIENT));
      Await.until("the node has it", () -> pooled(raw) > 0);
      assertThatThrownBy(() -> nodes.all().get(1).send(raw))
          .isInstanceOfSatisfying(
              RpcException.class, e -> assertThat(e.kind()).isEqualTo(RpcErrorKind.ALREADY_KNOWN));
    } finally {
      anvil.call("anvil_dropAllTransactions");
      anvil.automine(true);
    }
  }

  private static int pooled(String raw) {
    return Long.decode(anvil.call("txpool_status").get("pending").textValue()).intValue();
  }

  /** A signed transfer of nothing; the key is the node's well-known first one. */
  private static String rawTransaction() {
    var credentials =
        org.web3j.crypto.Credentials.create(
            "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    long nonce =
        Long.decode(anvil.call("eth_getTransactionCount", anvil.account(0), "latest").textValue());
    var transaction =
        org.web3j.crypto.RawTransaction.createEtherTransaction(
            Anvil.CHAIN_ID,
            java.math.BigInteger.valueOf(nonce),
            java.math.BigInteger.valueOf(21_000),
            anvil.account(2),
            java.math.BigInteger.ZERO,
            java.math.BigInteger.valueOf(1_000_000_000L),
            java.math.BigInteger.valueOf(5_000_000_000L));
    byte[] signed =
        org.web3j.crypto.TransactionEncoder.signMessage(transaction, Anvil.CHAIN_ID, credentials);
    return "0x" + java.util.HexFormat.of().formatHex(signed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<html>502</html>",
        "[]",
        "{}",
        "null",
        "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":1e1000000000}",
        "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":\"0x\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":\"0x0012\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":\"0xfffffffffffffffffffffffff\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":999999,\"result\":\"0x12\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":\"ID\",\"result\":\"0x12\"}",
        "{\"jsonrpc\":\"1.0\",\"id\":ID,\"result\":\"0x12\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":\"0x12\",\"result\":\"0x13\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":\"0x12\"} x",
        "[{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":\"0x12\"}]",
        "{\"jsonrpc\":\"2.0\",\"id\":ID,\"result\":\"0x12\",\"error\":\"none\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":\"x\"}}",
        "{\"jsonrpc\":\"2.0\",\"id\":ID,\"error\":{\"code\":-32005,\"message\":\"slow down\"}}"
      })
  void garbageIsAFailureOfThatNodeOnly(String garbage) {
    first.lie((request, response) ->
        garbage.replace("ID", request.get("id").asText()).getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> nodes.all().getFirst().headHeight())
        .isInstanceOfSatisfying(
            RpcException.class, e -> assertThat(e.kind()).isEqualTo(RpcErrorKind.TRANSIENT));
    assertThat(nodes.head().orThrow().height()).isEqualTo(anvil.height());
  }

  @Test
  void aResponseThatIsTooLongIsCutOff() {
    byte[] huge = new byte[LIMITS.maxBytes() + 1];
    first.lie((request, response) -> huge);

    assertThatThrownBy(() -> nodes.all().getFirst().headHeight()).hasMessageContaining("too large");
  }

  @Test
  void deepNestingIsRejected() {
    first.lie((request, response) -> "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> nodes.all().getFirst().headHeight()).isInstanceOf(RpcException.class);
  }

  /** A dead URL delays the first read by its time limit, and then rests. */
  @Test
  void aUrlThatNeverRespondsRests() {
    first.lie((request, response) -> {
      Await.pause(Duration.ofSeconds(2));
      return new byte[0];
    });

    nodes.agreed(EvmNode::headHeight).orThrow();
    int calls = first.calls("eth_chainId") + first.calls("eth_blockNumber");
    for (int i = 0; i < 5; i++) {
      assertThat(nodes.head().orThrow().height()).isEqualTo(anvil.height());
    }

    assertThat(first.calls("eth_chainId") + first.calls("eth_blockNumber")).isEqualTo(calls);
    assertThat(nodes.health().getFirst().error())
        .hasValueSatisfying(error -> assertThat(error).contains("700 ms"));
  }

  @Test
  void aBlockThatIsNotCanonicalCannotBeReadAt() {
    Bytes32 orphan = new Bytes32(anvil.blockHash(anvil.height()));
    EvmAddress contract = EvmAddress.parse(token.address()).orElseThrow();
    anvil.reorganise(1);

    assertThat(nodes.agreed(node -> node.balanceWei(contract, orphan)))
        .isInstanceOf(Agreement.NotAgreed.class);
  }

  @Test
  void aLogOfAnotherBlockOrContractIsRejected() {
    Block block = mintBlock();
    EvmNode liar = nodes.all().getFirst();
    for (String field : List.of("blockHash", "transactionHash")) {
      first.lieAbout("eth_getLogs", response -> logWith(response, field, "0x12"));
      assertThatThrownBy(() -> liar.logs(block.hash(), transfers()))
          .hasMessageContaining("not 32 bytes");
    }
    first.lieAbout(
        "eth_getLogs", response -> logWith(response, "blockHash", "0x" + "01".repeat(32)));
    assertThatThrownBy(() -> liar.logs(block.hash(), transfers()))
        .hasMessageContaining("another block");
    first.lieAbout("eth_getLogs", response -> logWith(response, "address", anvil.account(5)));
    assertThatThrownBy(() -> liar.logs(block.hash(), transfers()))
        .hasMessageContaining("not asked for");
    first.lieAbout(
        "eth_getLogs",
        response -> {
          ArrayNode logs = (ArrayNode) response.get("result");
          logs.add(logs.get(0));
          return response;
        });
    assertThatThrownBy(() -> liar.logs(block.hash(), transfers()))
        .hasMessageContaining("one index");
  }

  private static JsonNode logWith(JsonNode response, String field, String value) {
    ((ObjectNode) response.get("result").get(0)).put(field, value);
    return response;
  }

  private static JsonNode changed(JsonNode response, String field, String value) {
    if (response.get("result") instanceof ObjectNode result) {
      result.put(field, value);
      result.path("logs").forEach(log -> ((ObjectNode) log).put(field, value));
    }
    return response;
  }

  private static JsonNode withResult(JsonNode response, Object result) {
    ObjectNode object = (ObjectNode) response;
    return result instanceof JsonNode node
        ? object.set("result", node)
        : object.put("result", (String) result);
  }
}
