package com.remitflex.features.accounts.deposits.sandbox;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.deposits.DepositKey;
import com.remitflex.features.accounts.deposits.IncomingTransfer;
import com.remitflex.features.accounts.deposits.TransferId;
import com.remitflex.features.accounts.deposits.TransferReports;
import com.remitflex.features.accounts.deposits.addresses.DepositAddressService;
import com.remitflex.features.accounts.deposits.addresses.DepositNetwork;
import com.remitflex.features.accounts.deposits.addresses.NewDepositAddress;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Money;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;

/** Simulates deposits on the sandbox's networks. */
public final class SandboxDeposits {
  /** The maximum of one simulated deposit, in minor units: 1,000,000 of a stablecoin. */
  private static final long MAX_MINOR = 1_000_000_000_000L;

  private static final int HASH_BYTES = 32;

  private final Engine engine;
  private final DepositAddressService addresses;
  private final TransferReports reports;
  private final Duration block;
  private final SecureRandom random = new SecureRandom();

  /**
   * The simulation.
   *
   * @param block time between two blocks of a network
   */
  public SandboxDeposits(
      Engine engine, DepositAddressService addresses, TransferReports reports, Duration block) {
    this.engine = engine;
    this.addresses = addresses;
    this.reports = reports;
    this.block = block;
  }

  /**
   * Lets a transfer arrive at the caller's deposit address; NOT_FOUND in live, VALIDATION_ERROR
   * (network), INVALID_CURRENCY, INVALID_AMOUNT.
   */
  @CheckReturnValue
  public Result<Completed> simulate(Caller caller, Money amount, String network) {
    if (caller.head().environment() != Environment.SANDBOX) {
      return Result.rejected(
          ErrorCode.NOT_FOUND, "Deposits can be simulated only with a sandbox key (rf_test_…).");
    }
    return addresses
        .network(Environment.SANDBOX, network)
        .flatMap(found ->
            rejection(found, amount)
                .map(Result::<Completed>rejected)
                .orElseGet(() -> run(caller, amount, found)));
  }

  private static Optional<ApiError> rejection(DepositNetwork network, Money amount) {
    if (network.minimum(amount.currency()).isEmpty()) {
      String accepted =
          network.currencies().stream().map(Enum::name).collect(Collectors.joining(", "));
      return Optional.of(
          ApiError.at(
              "currency",
              ErrorCode.INVALID_CURRENCY,
              amount.currency()
                  + " deposits are not accepted on "
                  + network.name()
                  + ". Accepted: "
                  + accepted
                  + "."));
    }
    if (amount.minor() > MAX_MINOR) {
      return Optional.of(
          ApiError.at(
              "amount",
              ErrorCode.INVALID_AMOUNT,
              "The amount must be at most " + new Money(amount.currency(), MAX_MINOR) + "."));
    }
    return Optional.empty();
  }

  private Result<Completed> run(Caller caller, Money amount, DepositNetwork network) {
    HeadId head = caller.head();
    NewDepositAddress address = addresses.next(head, network);
    IncomingTransfer transfer =
        new IncomingTransfer(
            new TransferId(network.name(), hash(), 0),
            SandboxOutcome.of(amount).sender(),
            address.text(),
            amount);
    return engine.run(
        new SimulateDeposit(
            caller, address, transfer, reports.held(new DepositKey(head, transfer)), block));
  }

  private String hash() {
    byte[] bytes = new byte[HASH_BYTES];
    random.nextBytes(bytes);
    return "0x" + HexFormat.of().formatHex(bytes);
  }
}
