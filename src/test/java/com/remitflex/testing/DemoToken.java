package com.remitflex.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;

/**
 * The token of the demo chain on a node of a test; its owner is the node's first account. It has
 * six decimals and authorisations by EIP-3009.
 *
 * @param address in lower case
 */
public record DemoToken(Anvil anvil, String address) {
  /** ABI and bytecode, compiled from ops/demo-chain. */
  public static final Path COMPILED =
      Path.of("src", "main", "resources", "demo-chain", "DemoToken.json");

  /** Deploys a token called USD Coin with the symbol USDC; the node must mine by itself. */
  public static DemoToken deploy(Anvil anvil) {
    return deploy(anvil, "USD Coin", "USDC");
  }

  /** Deploys a token with this name and symbol. */
  public static DemoToken deploy(Anvil anvil, String name, String symbol) {
    String parameters =
        FunctionEncoder.encodeConstructor(List.of(new Utf8String(name), new Utf8String(symbol)));
    String hash =
        anvil
            .call(
                "eth_sendTransaction",
                Map.of(
                    "from",
                    anvil.account(0),
                    "data",
                    compiled().get("bytecode").textValue() + parameters,
                    "gas",
                    "0x4c4b40"))
            .textValue();
    return new DemoToken(anvil, anvil.receipt(hash).get("contractAddress").textValue());
  }

  private static JsonNode compiled() {
    try {
      return new ObjectMapper().readTree(Files.readAllBytes(COMPILED));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Creates tokens; answers the hash of the transaction, as all methods here do. */
  public String mint(String to, long minor) {
    return send(anvil.account(0), "mint", new Address(to), new Uint256(minor));
  }

  public String transfer(String from, String to, long minor) {
    return send(from, "transfer", new Address(to), new Uint256(minor));
  }

  public String pause() {
    return send(anvil.account(0), "pause");
  }

  public String unpause() {
    return send(anvil.account(0), "unpause");
  }

  public String block(String account) {
    return send(anvil.account(0), "blacklist", new Address(account));
  }

  public String unblock(String account) {
    return send(anvil.account(0), "unBlacklist", new Address(account));
  }

  /** Where the original code is while the token rejects transfers. */
  private static final String ORIGINAL = "00000000000000000000000000000000000c0de0";

  /**
   * Reverts a call of `transferWithAuthorization`, without saying why, and lets the original code
   * do everything else: DELEGATECALL with all data, of which the result or the error is returned.
   */
  private static final String REJECTING =
      "0x5f3560e01c63e3ee160e14156012575f5ffd5b365f5f375f5f365f73"
          + ORIGINAL
          + "5af43d5f5f3e603c573d5ffd5b3d5ff3";

  /** The same code, except that it returns successfully and does nothing. */
  private static final String IGNORING = REJECTING.replaceFirst("5f5ffd", "5f5ff3");

  /** From now on, transfers by authorisation are reverted; everything else works. */
  public void reject() {
    replaceCode(REJECTING);
  }

  /** From now on, transfers by authorisation succeed and do nothing; everything else works. */
  public void ignore() {
    replaceCode(IGNORING);
  }

  private void replaceCode(String code) {
    if (code("0x" + ORIGINAL).equals("0x")) {
      anvil.call("anvil_setCode", "0x" + ORIGINAL, code(address));
    }
    anvil.call("anvil_setCode", address, code);
  }

  /** Ends {@link #reject} and {@link #ignore}. */
  public void accept() {
    String code = code(address);
    if (code.equals(REJECTING) || code.equals(IGNORING)) {
      anvil.call("anvil_setCode", address, code("0x" + ORIGINAL));
    }
  }

  private String code(String of) {
    return anvil.call("eth_getCode", of, "latest").textValue();
  }

  public BigInteger balance(String account) {
    return read("balanceOf", new Address(account));
  }

  /** Whether the token is paused after the latest block. */
  public boolean isPaused() {
    return read("paused").signum() != 0;
  }

  /** Whether an account is blocked after the latest block. */
  public boolean isBlocked(String account) {
    return read("isBlacklisted", new Address(account)).signum() != 0;
  }

  private BigInteger read(String function, Type<?>... parameters) {
    String data = encoded(function, parameters);
    String result = anvil.call("eth_call", Map.of("to", address, "data", data)).textValue();
    return new BigInteger(result.substring(2), 16);
  }

  private String send(String from, String function, Type<?>... parameters) {
    return anvil.send(from, address, encoded(function, parameters));
  }

  private static String encoded(String function, Type<?>... parameters) {
    return FunctionEncoder.encode(new Function(function, List.of(parameters), List.of()));
  }
}
