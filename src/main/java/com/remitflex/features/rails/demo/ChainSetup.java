package com.remitflex.features.rails.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.rails.evm.rpc.DevelopmentNode;
import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.json.Json;
import java.math.BigInteger;
import java.time.Duration;
import org.web3j.crypto.ContractUtils;

/**
 * What a new chain needs: a token, tokens in the treasury and in the outside world, and gas for the
 * relayer. The first transactions of the token's owner are these steps in order, so its nonce says
 * which of them are done, whenever this was interrupted.
 */
final class ChainSetup {
  static final int OWNER = 0;
  static final int OUTSIDE_WORLD = 1;

  private static final int GAS_DONOR = 2;
  private static final int STEPS = 3;
  private static final long TREASURY_MINOR = 10_000_000_000L;
  private static final long OUTSIDE_MINOR = 1_000_000_000_000L;
  private static final BigInteger RELAYER_WEI = BigInteger.TEN.pow(20);
  private static final Duration MINED_WITHIN = Duration.ofSeconds(20);

  private final DevelopmentNode node;

  ChainSetup(DevelopmentNode node) {
    this.node = node;
  }

  /** The token of the chain, at the address that the owner's first transaction gives it. */
  UsdcContract token() {
    String address = ContractUtils.generateContractAddress(account(OWNER).text(), BigInteger.ZERO);
    return new UsdcContract(node, EvmAddress.parse(address).orElseThrow());
  }

  /** One of the ten accounts whose keys the node has. */
  EvmAddress account(int index) {
    JsonNode accounts = node.call("eth_accounts");
    return EvmAddress.parse(accounts.path(index).asText())
        .orElseThrow(() -> new DemoChainException("The demo chain's node has no accounts."));
  }

  /** Does what is not yet done; returns whether the chain was new. */
  boolean run(SignerAddresses signer) {
    long done = transactions(account(OWNER), "pending");
    send(done, signer);
    long mined = Math.max(done, STEPS);
    if (!Pause.holds(MINED_WITHIN, () -> transactions(account(OWNER), "latest") >= mined)) {
      throw new DemoChainException(
          "The demo chain mines no blocks. End it with ./remitflex demo-chain stop, then start"
              + " again.");
    }
    requireToken();
    if (done < STEPS) {
      // What was there before the platform follows the chain is below its first final block.
      node.call("anvil_mine", "0x" + Integer.toHexString(DemoNetwork.FINAL_BLOCKS + 2));
    }
    return done < STEPS;
  }

  private void send(long done, SignerAddresses signer) {
    UsdcContract token = token();
    EvmAddress owner = account(OWNER);
    if (done < 1) {
      token.deploy(owner);
    }
    if (done < 2) {
      token.mint(owner, signer.treasury(), TREASURY_MINOR);
    }
    if (done < STEPS) {
      token.mint(owner, account(OUTSIDE_WORLD), OUTSIDE_MINOR);
    }
    signer.relayers().forEach(this::fund);
  }

  private void requireToken() {
    UsdcContract token = token();
    if (!token.isDeployed()) {
      throw new DemoChainException(
          "There is no token at "
              + token.address()
              + " on the demo chain, although its owner has sent transactions: this is another"
              + " chain. Move the directory demo-chain in the data directory away.");
    }
  }

  private void fund(EvmAddress relayer) {
    BigInteger balance =
        new BigInteger(
            node.call("eth_getBalance", relayer.text(), "pending").textValue().substring(2), 16);
    if (balance.compareTo(RELAYER_WEI.shiftRight(1)) < 0) {
      node.call(
          "eth_sendTransaction",
          Json.object()
              .put("from", account(GAS_DONOR).text())
              .put("to", relayer.text())
              .put("value", "0x" + RELAYER_WEI.toString(16)));
    }
  }

  private long transactions(EvmAddress account, String block) {
    return node.number("eth_getTransactionCount", account.text(), block);
  }
}
