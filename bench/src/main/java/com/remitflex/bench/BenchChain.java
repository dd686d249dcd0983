package com.remitflex.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.remitflex.features.rails.demo.DemoChain;
import com.remitflex.features.rails.demo.OutsideWorld;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.rails.signer.keys.NewSigner;
import com.remitflex.features.rails.signer.keys.ScryptCost;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** A chain with a block each second, a funded treasury, and as many relayers as are asked for. */
final class BenchChain implements AutoCloseable {
  private static final String PASSPHRASE = "a passphrase for a benchmark";
  private static final String TEN_COINS = "0x8ac7230489e80000";
  private static final int FINAL_BLOCKS = 3;
  private static final long FUNDS_MINOR = 1_000_000_000_000L;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DemoChain chain;
  private final Path directory;
  private final SignerAddresses addresses;
  private final HttpClient http = HttpClient.newHttpClient();

  private BenchChain(DemoChain chain, Path directory, SignerAddresses addresses) {
    this.chain = chain;
    this.directory = directory;
    this.addresses = addresses;
  }

  /** Starts a chain whose files are in a directory; the treasury has a million USDC. */
  static BenchChain start(Path directory, int relayers) {
    DemoChain chain = DemoChain.start(Product.home(), directory, line -> {});
    AtomicReference<SignerAddresses> created = new AtomicReference<>();
    new NewSigner(directory.resolve("signer"), relayers, Optional.empty(), ScryptCost.LIGHT)
        .create(PASSPHRASE.toCharArray(), signer -> created.set(signer.addresses()));
    BenchChain bench = new BenchChain(chain, directory, created.get());
    bench.write("signer/policy.jsonc", bench.policy());
    bench.write("passphrase", PASSPHRASE + "\n");
    bench.write("networks.json", bench.networks());
    created.get().relayers().forEach(one -> bench.call("anvil_setBalance", one.text(), TEN_COINS));
    bench.send(created.get().treasury(), FUNDS_MINOR);
    bench.awaitFinal();
    return bench;
  }

  /** So that the server's ledger begins with the funds. */
  private void awaitFinal() {
    long end = height() + FINAL_BLOCKS + 1;
    while (height() < end) {
      Pause.millis(200);
    }
  }

  private long height() {
    return Long.decode(call("eth_blockNumber").asText());
  }

  /** The settings of a server that uses this chain. */
  Map<String, String> settings() {
    return Map.of(
        "REMITFLEX_NETWORKS_FILE", directory.resolve("networks.json").toString(),
        "REMITFLEX_SIGNER", "embedded",
        "REMITFLEX_SIGNER_DIR", directory.resolve("signer").toString(),
        "REMITFLEX_SIGNER_PASSPHRASE_FILE", directory.resolve("passphrase").toString(),
        "REMITFLEX_CHAIN_POLL_MILLIS", "250",
        "REMITFLEX_SANDBOX_PENDING_MILLIS", "0");
  }

  /** A plain transfer from the outside world; returns its transaction. */
  Bytes32 send(EvmAddress to, long minor) {
    return OutsideWorld.on(directory).send(to, new Money(Currency.USDC, minor)).transaction();
  }

  /** The gas that a mined transaction has used. */
  long gasUsed(String transaction) {
    return Long.decode(
        call("eth_getTransactionReceipt", transaction).path("gasUsed").asText());
  }

  private JsonNode call(String method, String... parameters) {
    String body =
        JSON.createObjectNode()
            .put("jsonrpc", "2.0")
            .put("id", 1)
            .put("method", method)
            .set("params", JSON.valueToTree(Arrays.asList(parameters)))
            .toString();
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(chain.rpcUrl()))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      JsonNode response = JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
      if (!response.has("result")) {
        throw new BenchException(method + " failed: " + response);
      }
      return response.get("result");
    } catch (IOException e) {
      throw new BenchException("The chain does not respond: " + e, e);
    } catch (InterruptedException e) {
      throw new BenchException("interrupted", e);
    }
  }

  private String policy() {
    return """
    {"ceilings": {"USDC": {"per_transaction": "1000000000000", "per_day": "1000000000000000"}},
     "sweep_destinations": ["%s"],
     "max_window_seconds": 86400,
     "networks": {"demo": {
       "chain_id": "31337",
       "fees": {"max_gas": 300000, "max_fee_per_gas_wei": "1000000000000",
                "max_priority_fee_per_gas_wei": "50000000000",
                "per_day_wei": "1000000000000000000000"},
       "tokens": {"USDC": {"contract": "%s", "name": "USD Coin", "version": "2",
                  "functions": ["transferWithAuthorization", "cancelAuthorization"]}}}}}
    """
        .formatted(addresses.treasury(), chain.token());
  }

  private String networks() {
    return """
    {"networks": [{
      "name": "demo", "chain_id": 31337, "rpc_urls": ["%s"], "trusted": true,
      "final_blocks": 3, "max_fee_gwei": 100, "max_priority_fee_gwei": 20,
      "tokens": [{"currency": "USDC", "contract": "%s", "decimals": 6, "eip3009": true,
                  "domain_name": "USD Coin", "domain_version": "2"}],
      "treasury": "%s", "relayers": [%s], "deposit_xpub": "%s"}]}
    """
        .formatted(
            chain.rpcUrl(),
            chain.token(),
            addresses.treasury(),
            addresses.relayers().stream()
                .map(one -> '"' + one.text() + '"')
                .collect(Collectors.joining(",")),
            addresses.extendedPublicKey());
  }

  private void write(String name, String text) {
    Path file = directory.resolve(name);
    try {
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new BenchException("Cannot write " + file + ": " + e, e);
    }
  }

  /** Ends the chain and deletes its files. */
  @Override
  public void close() {
    chain.close();
    Product.delete(directory);
  }
}
