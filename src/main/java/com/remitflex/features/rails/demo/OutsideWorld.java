package com.remitflex.features.rails.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.features.rails.evm.keys.Bytes32;
import com.remitflex.features.rails.evm.networks.ChainNetwork;
import com.remitflex.features.rails.evm.rpc.RpcErrorKind;
import com.remitflex.features.rails.evm.rpc.RpcException;
import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Everybody else on the demo chain: an account with as many tokens as are needed. */
public final class OutsideWorld {
  private static final Duration MINED_WITHIN = Duration.ofSeconds(20);
  private static final long MAX_MINOR = 1_000_000_000_000L;
  private static final int RADIX = 16;

  private final DemoFiles files;
  private final AnvilProcess process;
  private final ChainSetup setup;
  private final UsdcContract token;

  private OutsideWorld(DemoFiles files, AnvilProcess process) {
    this.files = files;
    this.process = process;
    this.setup = new ChainSetup(process.node());
    this.token = setup.token();
  }

  /** A transfer that is in a block. */
  public record Sent(Bytes32 transaction, long block, int blocksUntilFinal) {}

  /** What a demo chain is and has. */
  public record Status(
      long processId,
      String rpcUrl,
      EvmAddress token,
      long height,
      Money treasury,
      BigInteger relayerWei,
      Optional<Instant> savedAt) {}

  /**
   * The one on the chain that runs in a data directory.
   *
   * @throws DemoChainException if none runs there
   */
  public static OutsideWorld on(Path dataDirectory) {
    return DemoFiles.find(dataDirectory)
        .flatMap(files ->
            AnvilProcess.find(files)
                .map(process -> new OutsideWorld(files, process.responding(files))))
        .orElseThrow(() ->
            new DemoChainException(
                "No demo chain runs in "
                    + dataDirectory.toAbsolutePath().normalize()
                    + ". Start it: ./remitflex up --demo-chain. If it has another data directory,"
                    + " set REMITFLEX_DATA_DIR."));
  }

  /**
   * Transfers tokens to an address and waits until the transfer is in a block.
   *
   * @throws DemoChainException if the amount or the address cannot be right, or the token rejects
   *     it
   */
  public Sent send(EvmAddress to, Money amount) {
    rejectLost(to);
    if (amount.minor() > MAX_MINOR) {
      throw new DemoChainException(
          "--amount must be at most 1000000: the outside world does not send more at a time.");
    }
    try {
      EvmAddress account = setup.account(ChainSetup.OUTSIDE_WORLD);
      if (token.balance(account).compareTo(BigInteger.valueOf(amount.minor())) < 0) {
        token.mint(setup.account(ChainSetup.OWNER), account, 2 * MAX_MINOR);
        awaitTokens(account, amount.minor());
      }
      return await(token.transfer(account, to, amount.minor()));
    } catch (RpcException e) {
      throw rejected(e);
    }
  }

  private void rejectLost(EvmAddress to) {
    if (to.equals(EvmAddress.ZERO) || to.equals(token.address())) {
      throw new DemoChainException(
          "--to is "
              + (to.equals(EvmAddress.ZERO) ? "the zero address" : "the contract of the token")
              + ", where tokens are lost. Use a deposit address: ./remitflex deposits address"
              + " demo --environment live");
    }
  }

  private void awaitTokens(EvmAddress account, long minor) {
    BigInteger needed = BigInteger.valueOf(minor);
    if (!Pause.holds(MINED_WITHIN, () -> token.balance(account).compareTo(needed) >= 0)) {
      throw notMined();
    }
  }

  private Sent await(Bytes32 transaction) {
    JsonNode receipt =
        Pause.until(
                MINED_WITHIN,
                () ->
                    Optional.of(
                            process.node().call("eth_getTransactionReceipt", transaction.text()))
                        .filter(JsonNode::isObject))
            .orElseThrow(this::notMined);
    if (!receipt.path("status").asText().equals("0x1")) {
      throw new DemoChainException(
          "The token rejected the transfer "
              + transaction
              + ": it is paused, or blocks an address.");
    }
    return new Sent(
        transaction, Long.decode(receipt.path("blockNumber").asText()), DemoNetwork.FINAL_BLOCKS);
  }

  private DemoChainException notMined() {
    return new DemoChainException(
        "The demo chain has mined no block for "
            + MINED_WITHIN.toSeconds()
            + " s. Its output is in "
            + files.log()
            + ".");
  }

  private static DemoChainException rejected(RpcException cause) {
    return new DemoChainException(
        cause.kind() == RpcErrorKind.REVERTED
            ? "The token rejects the transfer: it is paused, or blocks an address."
            : "The demo chain does not accept the transfer: " + cause.getMessage() + ".",
        cause);
  }

  /** What the chain is and has now. */
  public Status status() {
    try {
      Optional<ChainNetwork> network = DemoNetwork.last(files);
      EvmAddress treasury = network.map(ChainNetwork::treasury).orElse(EvmAddress.ZERO);
      EvmAddress relayer = network.map(one -> one.relayers().getFirst()).orElse(EvmAddress.ZERO);
      return new Status(
          process.handle().pid(),
          process.url().uri().toString(),
          token.address(),
          process.node().number("eth_blockNumber"),
          new Money(Currency.USDC, token.balance(treasury).longValueExact()),
          new BigInteger(
              process
                  .node()
                  .call("eth_getBalance", relayer.text(), "latest")
                  .textValue()
                  .substring(2),
              RADIX),
          new SavedChain(files).savedAt());
    } catch (RpcException e) {
      throw rejected(e);
    }
  }
}
