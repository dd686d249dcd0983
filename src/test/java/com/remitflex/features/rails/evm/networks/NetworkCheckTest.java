package com.remitflex.features.rails.evm.networks;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.rpc.RpcLimits;
import com.remitflex.platform.telemetry.ProcessMetrics;
import com.remitflex.testing.Anvil;
import com.remitflex.testing.DemoToken;
import com.remitflex.testing.LyingNode;
import com.remitflex.testing.NetworkFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The values of the file, compared with real contracts. */
@Tag("process")
class NetworkCheckTest {
  @RegisterExtension static final Anvil anvil = Anvil.forClass();

  private static DemoToken token;
  private static LyingNode second;

  @BeforeAll
  static void deploy() {
    token = DemoToken.deploy(anvil);
    second = LyingNode.before(anvil);
  }

  @AfterAll
  static void close() {
    second.close();
  }

  private static NetworkCheck.Outcome check(String part, String replacement) {
    String file = NetworkFile.of(token, anvil.url(), second.url());
    ChainNetwork network =
        NetworksFile.parse(NetworkFile.bytes(file.replace(part, replacement))).getFirst();
    try (EvmNodes nodes =
        new EvmNodes(
            network.name(),
            network.chainId(),
            network.rpcUrls(),
            network.trusted(),
            RpcLimits.usual(),
            ProcessMetrics.none())) {
      return new NetworkCheck(network, nodes).run();
    }
  }

  private static void assertWrong(String part, String replacement, String error) {
    assertThat(check(part, replacement))
        .isInstanceOfSatisfying(
            NetworkCheck.Outcome.Wrong.class,
            wrong -> assertThat(wrong.errors()).singleElement().asString().contains(error));
  }

  @Test
  void rightValuesAreCorrect() {
    assertThat(check("demo", "demo")).isInstanceOf(NetworkCheck.Outcome.Correct.class);
  }

  @Test
  void anAddressWithoutCodeIsWrong() {
    assertWrong(token.address(), anvil.account(5), "tokens.0.contract: there is no contract at 0x");
  }

  @Test
  void anotherSymbolIsWrong() {
    assertWrong(
        "\"decimals\"",
        "\"symbol\": \"EURC\", \"decimals\"",
        "tokens.0.symbol: the contract says USDC, the file EURC");
  }

  @Test
  void anotherDomainIsWrong() {
    assertWrong(
        "\"domain_version\": \"2\"", "\"domain_version\": \"1\"", "tokens.0.domain_name, domain_v");
    assertWrong("USD Coin", "USDC", "tokens.0.domain_name, domain_v");
  }

  @Test
  void anotherChainIsNotReached() {
    assertThat(check("31337", "8453"))
        .isInstanceOfSatisfying(
            NetworkCheck.Outcome.Unreachable.class,
            one -> assertThat(one.reason()).contains("it is on chain 31337 instead of 8453"));
  }

  /** Another contract at the address: it answers nothing that a token would. */
  @Test
  void aContractThatIsNoTokenIsWrong() {
    String other = anvil.account(6);
    // PUSH0 PUSH0 REVERT
    anvil.call("anvil_setCode", other, "0x5f5ffd");

    assertThat(check(token.address(), other))
        .isInstanceOfSatisfying(
            NetworkCheck.Outcome.Wrong.class,
            wrong ->
                assertThat(wrong.errors())
                    .anyMatch(error -> error.startsWith("tokens.0.decimals: the contract does not"))
                    .anyMatch(error -> error.startsWith("tokens.0.symbol: the contract does not"))
                    .anyMatch(error -> error.contains("no DOMAIN_SEPARATOR")));
  }

  /** One of two lies about the decimals: nothing is known, and nothing is believed. */
  @Test
  void nodesThatDisagreeAreNotBelieved() {
    second.lieAbout(
        "eth_call",
        response ->
            ((com.fasterxml.jackson.databind.node.ObjectNode) response)
                .put("result", "0x" + "0".repeat(62) + "12"));
    try {
      assertThat(check("demo", "demo")).isInstanceOf(NetworkCheck.Outcome.Unreachable.class);
    } finally {
      second.beHonest();
    }
  }
}
