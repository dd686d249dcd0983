package com.remitflex.features.rails.signer.policy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.remitflex.features.rails.signer.SignerException;
import com.remitflex.features.rails.signer.authorization.TokenDomain;
import com.remitflex.features.rails.signer.authorization.TokenFunction;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The policy as the operator writes it: JSON with comments, in which nothing may be unknown. */
public final class PolicyJson {
  private static final JsonMapper COMMENTED =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String CURRENCY = "[A-Z][A-Z0-9]{1,9}";
  private static final String WHOLE_NUMBER = "0|[1-9][0-9]{0,77}";
  private static final int MAX_NAME = 64;
  private static final int MAX_DESTINATIONS = 100;
  private static final int MAX_WINDOW_SECONDS = 7 * 86_400;
  private static final int MAX_GAS = 1_000_000;
  private static final long MAX_CHAIN_ID = 1L << 53;

  private PolicyJson() {}

  /**
   * Reads a policy.
   *
   * @param source name of the file, for the error
   * @throws SignerException naming the field that is wrong, and what to do
   */
  public static Policy read(String source, byte[] bytes) {
    try {
      JsonNode node = COMMENTED.readTree(bytes);
      return policy(JsonReader.object(Json.text(node).getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new SignerException(
          "The policy " + source + " is not well-formed JSON. Correct it: " + firstLine(e), e);
    } catch (ApiException e) {
      throw new SignerException(
          "The policy "
              + source
              + " is invalid"
              + e.error().field().map(field -> " at " + field).orElse("")
              + ": "
              + e.error().message(),
          e);
    }
  }

  private static String firstLine(IOException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static Policy policy(JsonObject object) {
    Map<String, Ceiling> ceilings = ceilings(object);
    List<NetworkPolicy> networks = networks(object, ceilings.keySet());
    Policy policy =
        new Policy(
            networks,
            ceilings,
            destinations(object),
            Duration.ofSeconds(
                object
                    .integer("max_window_seconds", 1, MAX_WINDOW_SECONDS)
                    .orElseThrow(() -> missing(object, "max_window_seconds"))));
    object.rejectUnknown();
    return policy;
  }

  private static Map<String, Ceiling> ceilings(JsonObject object) {
    JsonObject all = required(object, "ceilings");
    Map<String, Ceiling> ceilings = new LinkedHashMap<>();
    for (String currency : all.names()) {
      if (!currency.matches(CURRENCY)) {
        throw all.error(currency, "Must be the code of a currency, for example USDC.");
      }
      JsonObject one = required(all, currency);
      ceilings.put(currency, new Ceiling(number(one, "per_transaction"), number(one, "per_day")));
      one.rejectUnknown();
    }
    return ceilings;
  }

  private static List<NetworkPolicy> networks(JsonObject object, Set<String> currencies) {
    JsonObject all = required(object, "networks");
    List<NetworkPolicy> networks = new ArrayList<>();
    Set<Long> chainIds = new HashSet<>();
    for (String name : all.names()) {
      JsonObject one = required(all, name);
      NetworkPolicy network = network(name, one, currencies);
      one.rejectUnknown();
      if (!chainIds.add(network.chainId())) {
        throw one.error("chain_id", "Another network has the same chain ID.");
      }
      networks.add(network);
    }
    return networks;
  }

  private static NetworkPolicy network(String name, JsonObject object, Set<String> currencies) {
    long chainId = chainId(object);
    JsonObject fees = required(object, "fees");
    FeeBounds bounds =
        new FeeBounds(
            fees.integer("max_gas", 1, MAX_GAS).orElseThrow(() -> missing(fees, "max_gas")),
            number(fees, "max_fee_per_gas_wei"),
            number(fees, "max_priority_fee_per_gas_wei"),
            number(fees, "per_day_wei"));
    fees.rejectUnknown();
    JsonObject tokens = required(object, "tokens");
    List<TokenPolicy> listed = new ArrayList<>();
    for (String currency : tokens.names()) {
      if (!currencies.contains(currency)) {
        throw tokens.error(currency, "This currency has no ceiling. Add it to ceilings.");
      }
      JsonObject one = required(tokens, currency);
      listed.add(token(currency, chainId, one));
      one.rejectUnknown();
    }
    return new NetworkPolicy(name, chainId, bounds, listed);
  }

  private static TokenPolicy token(String currency, long chainId, JsonObject object) {
    TokenDomain domain =
        new TokenDomain(
            object.requireString("name", MAX_NAME),
            object.requireString("version", MAX_NAME),
            chainId,
            address(object, "contract", object.requireString("contract", MAX_NAME)));
    Set<TokenFunction> functions = new HashSet<>();
    for (String title : texts(object, "functions")) {
      functions.add(
          TokenFunction.find(title)
              .orElseThrow(() ->
                  object.error(
                      "functions",
                      "Each element must be one of: "
                          + String.join(", ", TokenFunction.titles())
                          + ".")));
    }
    return new TokenPolicy(currency, domain, functions);
  }

  private static Set<EvmAddress> destinations(JsonObject object) {
    Set<EvmAddress> addresses = new HashSet<>();
    for (String text : texts(object, "sweep_destinations")) {
      addresses.add(address(object, "sweep_destinations", text));
    }
    return addresses;
  }

  private static EvmAddress address(JsonObject object, String name, String text) {
    return EvmAddress.parse(text)
        .orElseThrow(() ->
            object.error(
                name, "Must be an address in lower case or with a correct EIP-55 checksum."));
  }

  private static List<String> texts(JsonObject object, String name) {
    return object.texts(name, MAX_DESTINATIONS, MAX_NAME).orElseThrow(() -> missing(object, name));
  }

  private static long chainId(JsonObject object) {
    BigInteger number = number(object, "chain_id");
    if (number.signum() == 0 || number.compareTo(BigInteger.valueOf(MAX_CHAIN_ID)) > 0) {
      throw object.error("chain_id", "Must be the number of a chain, for example \"1\".");
    }
    return number.longValueExact();
  }

  private static BigInteger number(JsonObject object, String name) {
    String text = object.requireString(name, 100);
    if (!text.matches(WHOLE_NUMBER)) {
      throw object.error(name, "Must be a whole number in quotation marks, for example \"1000\".");
    }
    return new BigInteger(text);
  }

  private static JsonObject required(JsonObject object, String name) {
    return object.object(name).orElseThrow(() -> missing(object, name));
  }

  private static ApiException missing(JsonObject object, String name) {
    return object.error(name, "Required.");
  }
}
