package com.remitflex.sandbox;

import com.remitflex.accounts.HeadId;
import com.remitflex.engine.Answer;
import com.remitflex.engine.Caller;
import com.remitflex.engine.Command;
import com.remitflex.engine.Decision;
import com.remitflex.engine.Effects;
import com.remitflex.engine.Needs;
import com.remitflex.engine.State;
import com.remitflex.errors.ErrorCode;
import com.remitflex.http.Json;
import com.remitflex.ids.IdPrefix;
import com.remitflex.ledger.Balance;
import com.remitflex.ledger.BalanceRoutes;
import com.remitflex.ledger.SubAccount;
import com.remitflex.money.Money;
import java.util.Optional;
import java.util.Set;

/** POST /v1/sandbox/fund: adds test money to an account. */
final class FundAccount implements Command {
  /** What an account may hold of a currency, far from the end of a bigint. */
  private static final long MOST_MINOR = 1_000_000_000_000_000_000L;

  private final Caller caller;
  private final Money money;
  private final String transactionId = IdPrefix.TRANSACTION.next();

  FundAccount(Caller caller, Money money) {
    this.caller = caller;
    this.money = money;
  }

  @Override
  public String transactionId() {
    return transactionId;
  }

  @Override
  public Set<HeadId> heads() {
    return Set.of(caller.head());
  }

  @Override
  public Optional<Caller> caller() {
    return Optional.of(caller);
  }

  @Override
  public void needs(Needs needs) {
    needs.balance(caller.head(), money.currency());
  }

  @Override
  public Decision decide(State state) {
    Balance before = state.balance(caller.head(), money.currency());
    if (-before.of(SubAccount.FUNDING) > MOST_MINOR - money.minor()) {
      return Decision.refuse(
          "amount", ErrorCode.INVALID_AMOUNT, "The account has been given enough test money.");
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
    return new Decision.Accepted(effects, answer(after));
  }

  @Override
  public Answer answerAgain(State state) {
    return answer(state.balance(caller.head(), money.currency()));
  }

  private Answer answer(Balance balance) {
    return new Answer(
        200,
        Json.text(BalanceRoutes.json(money.currency(), balance, caller.head().environment())),
        transactionId);
  }
}
