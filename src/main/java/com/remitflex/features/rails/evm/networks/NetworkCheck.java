package com.remitflex.features.rails.evm.networks;

import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.rpc.Block;
import com.remitflex.features.rails.evm.rpc.ChainUnavailableException;
import com.remitflex.features.rails.evm.rpc.EvmNodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares what the file says about a network with what its contracts say. */
public final class NetworkCheck {
  private final ChainNetwork network;
  private final EvmNodes nodes;

  /** The outcome of a check. */
  public sealed interface Outcome {
    record Correct() implements Outcome {}

    /** The file is wrong, or this is another chain; each text names the field. */
    record Wrong(List<String> errors) implements Outcome {}

    /** Nothing is known; the check is to be repeated. */
    record Unreachable(String reason) implements Outcome {}
  }

  public NetworkCheck(ChainNetwork network, EvmNodes nodes) {
    this.network = network;
    this.nodes = nodes;
  }

  /** Checks every value; the chain ID of each URL is compared with each call. */
  public Outcome run() {
    try {
      nodes.recheckChainIds();
      Block head = nodes.head().orThrow();
      List<String> errors = new ArrayList<>();
      for (int i = 0; i < network.tokens().size(); i++) {
        String field = "tokens." + i + ".";
        errors.addAll(errors(field, network.tokens().get(i), head.hash()));
      }
      return errors.isEmpty() ? new Outcome.Correct() : new Outcome.Wrong(errors);
    } catch (ChainUnavailableException e) {
      return new Outcome.Unreachable(String.valueOf(e.getMessage()));
    }
  }

  private List<String> errors(String field, ChainToken token, Bytes32 block) {
    TokenContract contract = new TokenContract(nodes, token.contract(), block);
    if (!contract.exists()) {
      return List.of(field + "contract: there is no contract at " + token.contract());
    }
    List<String> errors = new ArrayList<>();
    compare(field + "decimals", token.decimals(), contract.decimals(), errors);
    compare(field + "symbol", token.symbol(), contract.symbol(), errors);
    if (token.eip3009()) {
      Bytes32 expected =
          TokenContract.domainSeparator(
              token.domainName(), token.domainVersion(), network.chainId(), token.contract());
      Optional<Bytes32> separator = contract.domainSeparator();
      if (separator.isEmpty()) {
        errors.add(field + "eip3009: the contract has no DOMAIN_SEPARATOR");
      } else if (!separator.get().equals(expected)) {
        errors.add(
            field
                + "domain_name, domain_version: these, the chain ID and the contract do not give"
                + " the DOMAIN_SEPARATOR of the contract");
      }
    }
    return errors;
  }

  private static <T> void compare(
      String field, T expected, Optional<T> actual, List<String> errors) {
    if (actual.isEmpty()) {
      errors.add(field + ": the contract does not return it");
    } else if (!actual.get().equals(expected)) {
      errors.add(
          field + ": the contract says " + printable(actual.get()) + ", the file " + expected);
    }
  }

  /** A contract may return any text. */
  private static String printable(Object value) {
    String text = value.toString().replaceAll("[^\\x20-\\x7e]", "?");
    return text.substring(0, Math.min(text.length(), 40));
  }
}
