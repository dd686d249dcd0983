package com.remitflex.features.accounts.deposits.sandbox;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.accounts.deposits.Deposit;
import com.remitflex.features.accounts.deposits.DepositEffects;
import com.remitflex.features.accounts.deposits.DepositKey;
import com.remitflex.features.accounts.deposits.HeldReason;
import com.remitflex.features.accounts.deposits.IncomingTransfer;
import com.remitflex.features.accounts.deposits.addresses.NewDepositAddress;
import com.remitflex.platform.ids.IdPrefix;
import java.time.Duration;
import java.util.Optional;

/**
 * POST /v1/sandbox/deposits: a transfer to the account's deposit address is in a block of a sandbox
 * network. The account gets its address in the same step, if it has none.
 */
final class SimulateDeposit implements Command {
  private final Caller caller;
  private final NewDepositAddress address;
  private final IncomingTransfer transfer;
  private final Optional<HeldReason> reason;
  private final Duration block;
  private final DepositKey key;
  private final String id = IdPrefix.DEPOSIT.next();

  /**
   * A simulated deposit.
   *
   * @param reason why the deposit is held from the start
   * @param block time between two blocks
   */
  SimulateDeposit(
      Caller caller,
      NewDepositAddress address,
      IncomingTransfer transfer,
      Optional<HeldReason> reason,
      Duration block) {
    this.caller = caller;
    this.address = address;
    this.transfer = transfer;
    this.reason = reason;
    this.block = block;
    this.key = new DepositKey(caller.head(), transfer);
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet reads) {
    address.prefetch(reads);
    DepositEffects.prefetchNew(reads, key);
    reads.newRow(SandboxTransferStore.ROWS, transfer.id());
  }

  @Override
  public Decision decide(State state) {
    Effects effects = new Effects();
    DepositKey arrived =
        new DepositKey(
            caller.head(), transfer.to(address.insertUnlessPresent(state, effects).address()));
    Deposit deposit = DepositEffects.create(state, effects, arrived, id, reason);
    effects.insert(
        SandboxTransferStore.ROWS,
        transfer.id(),
        new SandboxTransfer(
            arrived,
            SandboxOutcome.of(transfer.amount()) == SandboxOutcome.DROPPED,
            0,
            deposit.createdAt().plus(block)));
    return new Decision.Accepted(effects, DepositEffects.result(201, deposit));
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return DepositEffects.findReported(state, key)
        .map(deposit -> DepositEffects.result(201, deposit));
  }
}
