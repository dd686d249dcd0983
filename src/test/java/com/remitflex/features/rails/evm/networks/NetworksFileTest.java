package com.remitflex.features.rails.evm.networks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class NetworksFileTest {
  private static final String BASE =
      """
      {"name": "base", "chain_id": 8453,
       "rpc_urls": ["https://one.example/v2/KEY", "https://two.example"],
       "final_blocks": 20, "max_fee_gwei": 2.5, "max_priority_fee_gwei": 0.1,
       "tokens": [{"currency": "USDC", "contract": "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
                   "decimals": 6, "eip3009": true, "domain_name": "USD Coin",
                   "domain_version": "2", "minimum_deposit": 1.5}],
       "treasury": "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
       "relayers": ["0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc"]}\
      """;

  private static List<ChainNetwork> parse(String... networks) {
    String file = "{\"networks\": [" + String.join(",", networks) + "]}";
    return NetworksFile.parse(file.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aCompleteNetworkIsRead() {
    ChainNetwork base = parse(BASE).getFirst();

    assertThat(base.chainId()).isEqualTo(8453);
    assertThat(base.finality()).isEqualTo(new Finality.Blocks(20));
    assertThat(base.fees().maxFeePerGasWei()).isEqualTo(new BigInteger("2500000000"));
    ChainToken token = base.token(Currency.USDC).orElseThrow();
    assertThat(token.minimumDeposit().minor()).isEqualTo(1_500_000);
    assertThat(token.symbol()).isEqualTo("USDC");
    assertThat(base.rpcUrls())
        .extracting(Object::toString)
        .containsExactly("one.example", "two.example");
  }

  @ParameterizedTest
  @CsvFileSource(resources = "/networks/errors.txt", delimiter = '|', quoteCharacter = '`')
  void anErrorNamesItsField(String part, String wrong, String message) {
    String changed = BASE.replace(part.strip(), wrong == null ? "" : wrong.strip());

    assertThat(changed).isNotEqualTo(BASE);
    assertThatThrownBy(() -> parse(changed))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message.strip());
  }

  @Test
  void namesAndChainIdsAreUnique() {
    assertThatThrownBy(() -> parse(BASE, BASE)).hasMessageStartingWith("networks.1.name:");
    assertThatThrownBy(() -> parse(BASE, BASE.replace("\"base\"", "\"other\"")))
        .hasMessageStartingWith("networks.1.chain_id:");
  }

  @Test
  void otherContentIsNoFileOfNetworks() {
    assertThatThrownBy(() -> NetworksFile.parse("[]".getBytes(StandardCharsets.UTF_8)))
        .hasMessage("The file must be a JSON object.");
    assertThatThrownBy(
            () -> NetworksFile.parse("{\"networks\": {}}".getBytes(StandardCharsets.UTF_8)))
        .hasMessageStartingWith("networks:");
    assertThatThrownBy(() -> NetworksFile.parse("{".getBytes(StandardCharsets.UTF_8)))
        .hasMessageStartingWith("The file is not well-formed JSON (line 1");
    assertThatThrownBy(() -> NetworksFile.read(Path.of("does-not-exist.json")))
        .hasMessageContaining("does-not-exist.json");
  }

  /** The path of a URL often contains a key. */
  @Test
  void noErrorShowsAUrl() {
    assertThatThrownBy(() -> parse(BASE.replace("https://one.example/v2/KEY", "http:/KEY")))
        .hasMessageNotContaining("KEY");
  }
}
