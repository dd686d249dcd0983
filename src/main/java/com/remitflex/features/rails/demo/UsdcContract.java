package com.remitflex.features.rails.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.rpc.DevelopmentNode;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;

/**
 * The token of the demo chain. Its owner, who may mint, is an account of the node.
 *
 * @param address where it is, or will be
 */
record UsdcContract(DevelopmentNode node, EvmAddress address) {
  private static final String COMPILED = "/demo-chain/DemoToken.json";
  private static final String NO_CODE = "0x";
  private static final int DEPLOY_GAS = 5_000_000;
  private static final int CALL_GAS = 200_000;
  private static final int RADIX = 16;

  boolean isDeployed() {
    return !node.call("eth_getCode", address.text(), "latest").asText(NO_CODE).equals(NO_CODE);
  }

  /** Sends the transaction that creates the contract. */
  void deploy(EvmAddress owner) {
    String parameters =
        FunctionEncoder.encodeConstructor(
            List.of(new Utf8String(DemoNetwork.TOKEN_NAME), new Utf8String(DemoNetwork.CURRENCY)));
    node.call(
        "eth_sendTransaction",
        Json.object()
            .put("from", owner.text())
            .put("data", bytecode() + parameters)
            .put("gas", hex(DEPLOY_GAS)));
  }

  private static String bytecode() {
    try (InputStream in = UsdcContract.class.getResourceAsStream(COMPILED)) {
      if (in == null) {
        throw new IllegalStateException(COMPILED + " is missing");
      }
      String compiled = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Json.trusted(compiled).path("bytecode").textValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void mint(EvmAddress owner, EvmAddress to, long minor) {
    send(owner, "mint", new Address(to.text()), new Uint256(minor));
  }

  /** Sends a transfer of an account of the node; returns the hash of the transaction. */
  Bytes32 transfer(EvmAddress from, EvmAddress to, long minor) {
    return send(from, "transfer", new Address(to.text()), new Uint256(minor));
  }

  BigInteger balance(EvmAddress account) {
    String data =
        FunctionEncoder.encode(
            new Function("balanceOf", List.of(new Address(account.text())), List.of()));
    JsonNode result =
        node.call("eth_call", Json.object().put("to", address.text()).put("data", data), "latest");
    return new BigInteger(result.textValue().substring(2), RADIX);
  }

  private Bytes32 send(EvmAddress from, String function, Type<?>... parameters) {
    String data = FunctionEncoder.encode(new Function(function, List.of(parameters), List.of()));
    JsonNode hash =
        node.call(
            "eth_sendTransaction",
            Json.object()
                .put("from", from.text())
                .put("to", address.text())
                .put("data", data)
                .put("gas", hex(CALL_GAS)));
    return Bytes32.parse(hash.textValue()).orElseThrow();
  }

  private static String hex(long number) {
    return "0x" + Long.toHexString(number);
  }
}
