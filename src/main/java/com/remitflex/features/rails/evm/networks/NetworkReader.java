package com.remitflex.features.rails.evm.networks;

import com.remitflex.features.rails.evm.keys.ExtendedPublicKey;
import com.remitflex.features.rails.evm.rpc.RpcUrl;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads one network of the file. */
final class NetworkReader {
  private static final int MAX_LENGTH = 1_000;
  private static final int MAX_URLS = 9;
  private static final int MAX_TOKENS = 20;
  private static final int MAX_RELAYERS = 20;
  private static final int MAX_FINAL_BLOCKS = 10_000;
  private static final int GWEI_DECIMALS = 9;
  private static final int MIN_WINDOW_SECONDS = 30;
  private static final int MAX_WINDOW_SECONDS = 86_400;
  private static final int USUAL_WINDOW_SECONDS = 900;
  private static final BigDecimal MAX_GWEI = BigDecimal.valueOf(1_000_000);
  private static final Set<String> TAKEN = Set.of("sandbox", "bank", "banks");

  private final JsonObject json;

  NetworkReader(JsonObject json) {
    this.json = json;
  }

  /** The network; throws the ApiException of its first error. */
  ChainNetwork read() {
    String name = name();
    long chainId = chainId();
    boolean trusted = json.flag("trusted").orElse(false);
    ChainNetwork network =
        new ChainNetwork(
            name,
            chainId,
            urls(trusted),
            trusted,
            finality(),
            fees(),
            tokens(),
            address("treasury"),
            relayers(),
            depositXpub(),
            payoutWindow());
    rejectSharedAddresses(network);
    json.rejectUnknown();
    return network;
  }

  private String name() {
    String name = json.requireString("name", MAX_LENGTH);
    if (!name.matches("[a-z][a-z0-9-]{0,31}") || TAKEN.contains(name)) {
      throw json.error(
          "name",
          "Must be 1 to 32 lower-case letters, digits and hyphens, begin with a letter, and not be"
              + " sandbox, bank or banks.");
    }
    return name;
  }

  private long chainId() {
    BigDecimal id = json.requireNumber("chain_id").value().stripTrailingZeros();
    if (id.scale() > 0 || id.signum() <= 0 || id.toBigInteger().bitLength() > 52) {
      throw json.error("chain_id", "Must be a positive whole number, for example 8453.");
    }
    return id.longValueExact();
  }

  private List<RpcUrl> urls(boolean trusted) {
    List<String> texts =
        json.texts("rpc_urls", MAX_URLS, MAX_LENGTH)
            .orElseThrow(() -> json.error("rpc_urls", "Required."));
    List<RpcUrl> urls = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String text : texts) {
      RpcUrl url =
          RpcUrl.parse(text)
              .orElseThrow(() ->
                  json.error(
                      "rpc_urls", "Each must be a URL that begins with https:// or http://."));
      if (!names.add(url.name())) {
        throw json.error(
            "rpc_urls", "Two URLs of " + url.name() + " are not independent of each other.");
      }
      urls.add(url);
    }
    if (urls.size() < 2 && !(trusted && urls.size() == 1)) {
      throw json.error(
          "rpc_urls",
          "Name at least two URLs of independent nodes, better three. A single one requires"
              + " \"trusted\": true.");
    }
    if (urls.size() > 1 && trusted) {
      throw json.error("trusted", "Only a network with a single URL can be trusted.");
    }
    return List.copyOf(urls);
  }

  private Finality finality() {
    Optional<Integer> blocks = json.integer("final_blocks", 1, MAX_FINAL_BLOCKS);
    boolean tag = json.flag("finalized_tag").orElse(false);
    if (blocks.isPresent() == tag) {
      throw json.error(
          "final_blocks",
          "Set either the number of blocks on top of a final block, or \"finalized_tag\": true.");
    }
    return blocks.<Finality>map(Finality.Blocks::new).orElseGet(Finality.Tag::new);
  }

  private FeeBounds fees() {
    FeeBounds fees = new FeeBounds(wei("max_fee_gwei"), wei("max_priority_fee_gwei"));
    if (fees.maxPriorityFeePerGasWei().compareTo(fees.maxFeePerGasWei()) > 0) {
      throw json.error("max_priority_fee_gwei", "Must not be greater than max_fee_gwei.");
    }
    return fees;
  }

  private BigInteger wei(String field) {
    JsonValue.Number number = json.requireNumber(field);
    BigDecimal gwei = number.value();
    if (number.decimals() > GWEI_DECIMALS || gwei.signum() <= 0 || gwei.compareTo(MAX_GWEI) > 0) {
      throw json.error(
          field, "Must be greater than 0, at most 1000000, and have at most 9 decimals.");
    }
    return gwei.movePointRight(GWEI_DECIMALS).toBigIntegerExact();
  }

  private List<ChainToken> tokens() {
    List<JsonObject> elements =
        json.objects("tokens", MAX_TOKENS).orElseThrow(() -> json.error("tokens", "Required."));
    List<ChainToken> tokens = new ArrayList<>();
    for (JsonObject element : elements) {
      ChainToken token = new TokenReader(element).read();
      if (tokens.stream().anyMatch(one -> one.currency() == token.currency())) {
        throw element.error("currency", "Another token of this network has this currency.");
      }
      if (tokens.stream().anyMatch(one -> one.contract().equals(token.contract()))) {
        throw element.error("contract", "Another token of this network has this contract.");
      }
      tokens.add(token);
    }
    if (tokens.isEmpty()) {
      throw json.error("tokens", "Name at least one token.");
    }
    return List.copyOf(tokens);
  }

  private EvmAddress address(String field) {
    return Addresses.parse(json.requireString(field, MAX_LENGTH))
        .orElseThrow(() -> json.error(field, Addresses.EXPECTED));
  }

  private List<EvmAddress> relayers() {
    List<EvmAddress> relayers = new ArrayList<>();
    for (String text : json.texts("relayers", MAX_RELAYERS, MAX_LENGTH).orElse(List.of())) {
      EvmAddress relayer =
          Addresses.parse(text).orElseThrow(() -> json.error("relayers", Addresses.EXPECTED));
      if (relayers.contains(relayer)) {
        throw json.error("relayers", relayer + " appears twice.");
      }
      relayers.add(relayer);
    }
    return List.copyOf(relayers);
  }

  private Duration payoutWindow() {
    return Duration.ofSeconds(
        json.integer("payout_window_seconds", MIN_WINDOW_SECONDS, MAX_WINDOW_SECONDS)
            .orElse(USUAL_WINDOW_SECONDS));
  }

  private Optional<String> depositXpub() {
    Optional<String> xpub = json.string("deposit_xpub", MAX_LENGTH);
    if (xpub.isPresent() && ExtendedPublicKey.parse(xpub.get()).isEmpty()) {
      throw json.error(
          "deposit_xpub",
          "Must be an extended public key (BIP-32) that begins with xpub, with its right checksum:"
              + " copy it again from what `./remitflex signer init` printed. Never put a private"
              + " key here.");
    }
    return xpub;
  }

  private void rejectSharedAddresses(ChainNetwork network) {
    if (network.relayers().contains(network.treasury())) {
      throw json.error("relayers", "The treasury must not be a relayer.");
    }
    boolean isToken =
        network.token(network.treasury()).isPresent()
            || network.relayers().stream().anyMatch(one -> network.token(one).isPresent());
    if (isToken) {
      throw json.error("tokens", "A token's contract must be neither treasury nor relayer.");
    }
  }
}
