package com.remitflex.testing;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** A file that describes the network of a test's node. */
public final class NetworkFile {
  private NetworkFile() {}

  /** Network `demo`, final after three blocks; treasury and relayer are accounts 8 and 9. */
  public static String of(DemoToken token, String... urls) {
    String quoted =
        List.of(urls).stream().map(url -> '"' + url + '"').collect(Collectors.joining(","));
    return """
    {"networks": [{
      "name": "demo", "chain_id": 31337, "rpc_urls": [%s], "trusted": %s,
      "final_blocks": 3, "max_fee_gwei": 100, "max_priority_fee_gwei": 2,
      "tokens": [{"currency": "USDC", "contract": "%s", "decimals": 6, "eip3009": true,
                  "domain_name": "USD Coin", "domain_version": "2"}],
      "treasury": "%s", "relayers": ["%s"]}]}
    """
        .formatted(
            quoted,
            urls.length == 1,
            token.address(),
            token.anvil().account(8),
            token.anvil().account(9));
  }

  public static byte[] bytes(String file) {
    return file.getBytes(StandardCharsets.UTF_8);
  }
}
