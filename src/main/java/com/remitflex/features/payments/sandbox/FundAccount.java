package com.remitflex.features.payments.sandbox;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.MoneyCommand;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.core.ledger.Balance;
import com.remitflex.core.ledger.SubAccount;
import com.remitflex.features.statements.AccountBalance;
import com.remitflex.features.statements.BalanceJson;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.money.Money;
import java.util.Optional;

/** POST /v1/sandbox/fund: adds test money to an account. */
public final class FundAccount implements MoneyCommand {
  /** The maximum of test money in one currency: far below the maximum of a bigint. */
  private static final long MAX_MINOR = 1_000_000_000_000_000_000L;

  private final Caller caller;
  private final Money money;
  private final String transactionId = IdPrefix.TRANSACTION.next();

  public FundAccount(Caller caller, Money money) {
    this.caller = caller;
    this.money = money;
  }

  @Override
  public String transactionId() {
    return transactionId;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet reads) {
    reads.balance(caller.head(), money.currency());
  }

  @Override
  public Decision decide(State state) {
    Balance before = state.balance(caller.head(), money.currency());
    if (-before.of(SubAccount.FUNDING) > MAX_MINOR - money.minor()) {
      return Decision.reject(
          "amount",
          ErrorCode.INVALID_AMOUNT,
          "The account has reached the maximum amount of test money in this currency.");
    }

    Effects effects =
        new Effects()
            .move(
                caller.head(),
                SubAccount.FUNDING,
                SubAccount.AVAILABLE,
                money,
                "sandbox_funding",
                Optional.empty());
    Balance after = before.move(SubAccount.FUNDING, SubAccount.AVAILABLE, money.minor());
    return new Decision.Accepted(effects, result(after));
  }

  @Override
  public CommandResult resultAfter(State state) {
    return result(state.balance(caller.head(), money.currency()));
  }

  private CommandResult result(Balance balance) {
    AccountBalance after =
        AccountBalance.of(caller.head().environment(), money.currency(), balance);
    return new CommandResult(200, Json.text(BalanceJson.object(after)), transactionId);
  }
}
