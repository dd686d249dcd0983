package com.remitflex.testing;

import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.rails.signer.keys.NewSigner;
import com.remitflex.features.rails.signer.keys.ScryptCost;
import com.remitflex.features.rails.signer.service.LocalSigner;
import com.remitflex.features.recipients.wallets.EvmAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A network on which real tokens move: a real node, its token, a signer with a treasury and
 * relayers, and the networks file. Final is a block with three on top.
 */
public final class LiveNetwork {
  public static final String NAME = "demo";
  private static final String PASSPHRASE = "correct horse battery";
  private static final ScryptCost CHEAP = new ScryptCost(2, 1, 1);
  private static final int WINDOW_SECONDS = 120;

  private final Anvil anvil;
  private final DemoToken token;
  private final Path directory;
  private final SignerAddresses addresses;

  private LiveNetwork(Anvil anvil, DemoToken token, Path directory, SignerAddresses addresses) {
    this.anvil = anvil;
    this.token = token;
    this.directory = directory;
    this.addresses = addresses;
  }

  /**
   * A network with funded relayers and an empty treasury.
   *
   * @param directory for the files, not used otherwise
   */
  public static LiveNetwork create(Anvil anvil, Path directory, int relayers) {
    AtomicReference<NewSigner.Created> created = new AtomicReference<>();
    new NewSigner(directory.resolve("signer"), relayers, Optional.empty(), CHEAP)
        .create(PASSPHRASE.toCharArray(), created::set);
    LiveNetwork network =
        new LiveNetwork(anvil, DemoToken.deploy(anvil), directory, created.get().addresses());
    write(network.policyFile(), network.policy());
    write(directory.resolve("passphrase"), PASSPHRASE + "\n");
    network.relayers().forEach(one -> network.setGas(one, "0x8ac7230489e80000"));
    return network;
  }

  public Anvil anvil() {
    return anvil;
  }

  public DemoToken token() {
    return token;
  }

  public EvmAddress treasury() {
    return addresses.treasury();
  }

  /** From which the deposit addresses are derived. */
  public String depositXpub() {
    return addresses.extendedPublicKey();
  }

  public List<EvmAddress> relayers() {
    return addresses.relayers();
  }

  /** Sets the balance of an address in wei, in hexadecimal digits. */
  public void setGas(EvmAddress address, String wei) {
    anvil.call("anvil_setBalance", address.text(), wei);
  }

  public void fundTreasury(long minor) {
    anvil.receipt(token.mint(treasury().text(), minor));
  }

  /** An address that nobody else uses. */
  public EvmAddress newWallet() {
    byte[] bytes = new byte[20];
    new java.security.SecureRandom().nextBytes(bytes);
    return EvmAddress.of(bytes);
  }

  public BigInteger balance(EvmAddress address) {
    return token.balance(address.text());
  }

  public LocalSigner openSigner() {
    return LocalSigner.open(
        directory.resolve("signer"), PASSPHRASE.toCharArray(), Clock.systemUTC());
  }

  private Path policyFile() {
    return directory.resolve("signer").resolve("policy.jsonc");
  }

  private String policy() {
    return """
    {"ceilings": {"USDC": {"per_transaction": "100000000000", "per_day": "100000000000000"}},
     "sweep_destinations": ["%s"],
     "max_window_seconds": 86400,
     "networks": {"demo": {
       "chain_id": "31337",
       "fees": {"max_gas": 150000, "max_fee_per_gas_wei": "1000000000000",
                "max_priority_fee_per_gas_wei": "50000000000",
                "per_day_wei": "1000000000000000000000"},
       "tokens": {"USDC": {"contract": "%s", "name": "USD Coin", "version": "2",
                  "functions": ["transferWithAuthorization", "cancelAuthorization"]}}}}}
    """
        .formatted(treasury(), EvmAddress.parse(token.address()).orElseThrow());
  }

  /** The networks file, with these URLs of nodes. */
  public Path file(String... urls) {
    String quoted = Stream.of(urls).map(url -> '"' + url + '"').collect(Collectors.joining(","));
    String relayers =
        relayers().stream().map(one -> "\"" + one + '"').collect(Collectors.joining(","));
    Path file = directory.resolve("networks.json");
    write(
        file,
        """
        {"networks": [{
          "name": "demo", "chain_id": 31337, "rpc_urls": [%s], "trusted": %s,
          "final_blocks": 3, "max_fee_gwei": 100, "max_priority_fee_gwei": 20,
          "payout_window_seconds": %d,
          "tokens": [{"currency": "USDC", "contract": "%s", "decimals": 6, "eip3009": true,
                      "domain_name": "USD Coin", "domain_version": "2", "payout_fee": 0.25}],
          "treasury": "%s", "relayers": [%s]}]}
        """
            .formatted(
                quoted, urls.length == 1, WINDOW_SECONDS, token.address(), treasury(), relayers));
    return file;
  }

  /** The settings of a server that pays on this network, with the signer in its own process. */
  public Map<String, String> settings(String... urls) {
    return Map.of(
        "REMITFLEX_NETWORKS_FILE",
        file(urls).toString(),
        "REMITFLEX_SIGNER",
        "embedded",
        "REMITFLEX_SIGNER_DIR",
        directory.resolve("signer").toString(),
        "REMITFLEX_SIGNER_PASSPHRASE_FILE",
        directory.resolve("passphrase").toString(),
        "REMITFLEX_SANDBOX_PENDING_MILLIS",
        "0",
        "REMITFLEX_CHAIN_POLL_MILLIS",
        "200");
  }

  /** As {@link #settings}, with deposit addresses whose tokens are swept from an amount on. */
  public Map<String, String> settingsWithSweeps(int fromMajor, String... urls) {
    Map<String, String> settings = settings(urls);
    Path file = Path.of(settings.get("REMITFLEX_NETWORKS_FILE"));
    try {
      write(
          file,
          Files.readString(file)
              .replace("\"treasury\"", "\"deposit_xpub\": \"" + depositXpub() + "\", \"treasury\"")
              .replace("\"payout_fee\"", "\"sweep_from\": " + fromMajor + ", \"payout_fee\""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return settings;
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
