package com.remitflex.features.rails.evm.networks;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import com.remitflex.features.rails.evm.rpc.RpcErrorKind;
import com.remitflex.features.rails.evm.rpc.RpcException;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.features.recipients.wallets.Keccak;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.FunctionReturnDecoder;
import org.web3j.abi.TypeReference;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.Type;
import org.web3j.abi.datatypes.Utf8String;
import org.web3j.abi.datatypes.generated.Uint256;
import org.web3j.abi.datatypes.generated.Uint8;

/** What a token's contract says about itself, in the state after one block. */
final class TokenContract {
  private static final String DOMAIN_TYPE =
      "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";

  private final EvmNodes nodes;
  private final EvmAddress contract;
  private final Bytes32 block;

  TokenContract(EvmNodes nodes, EvmAddress contract, Bytes32 block) {
    this.nodes = nodes;
    this.contract = contract;
    this.block = block;
  }

  /** Whether there is code at the address. */
  boolean exists() {
    return !nodes.agreed(node -> node.code(contract, block)).orThrow().equals("0x");
  }

  Optional<Integer> decimals() {
    return read("decimals", new TypeReference<Uint8>() {})
        .map(value -> ((BigInteger) value.getValue()).intValueExact());
  }

  Optional<String> symbol() {
    return read("symbol", new TypeReference<Utf8String>() {})
        .map(value -> (String) value.getValue());
  }

  /** The hash of its EIP-712 domain, which is part of every authorisation. */
  Optional<Bytes32> domainSeparator() {
    return call("DOMAIN_SEPARATOR", List.of()).flatMap(Bytes32::parse);
  }

  /** What that hash is, if these are the name and the version. */
  static Bytes32 domainSeparator(String name, String version, long chainId, EvmAddress contract) {
    String fields =
        FunctionEncoder.encodeConstructor(
            List.of(
                new Uint256(new BigInteger(1, Keccak.hash(DOMAIN_TYPE))),
                new Uint256(new BigInteger(1, Keccak.hash(name))),
                new Uint256(new BigInteger(1, Keccak.hash(version))),
                new Uint256(chainId),
                new Address(contract.text())));
    return Bytes32.of(Keccak.hash(HexFormat.of().parseHex(fields)));
  }

  private Optional<Type<?>> read(String function, TypeReference<?> type) {
    List<TypeReference<?>> types = List.of(type);
    Function decoded = new Function(function, List.of(), types);
    return call(function, types)
        .flatMap(data -> {
          try {
            List<?> values = FunctionReturnDecoder.decode(data, decoded.getOutputParameters());
            return values.stream().findFirst().map(value -> (Type<?>) value);
          } catch (RuntimeException e) {
            // The library reports bytes that do not fit the type in several ways.
            return Optional.empty();
          }
        });
  }

  /** The bytes that a function without parameters returns; empty if the contract rejects it. */
  private Optional<String> call(String function, List<TypeReference<?>> types) {
    String data = FunctionEncoder.encode(new Function(function, List.of(), types));
    return nodes
        .agreed(node -> {
          try {
            return Optional.of(node.call(contract, data, block));
          } catch (RpcException e) {
            if (e.kind() == RpcErrorKind.REVERTED) {
              return Optional.<String>empty();
            }
            throw e;
          }
        })
        .orThrow();
  }
}
