package com.remitflex.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.accounts.Account;
import com.remitflex.accounts.HeadId;
import com.remitflex.audit.Act;
import com.remitflex.audit.Actor;
import com.remitflex.audit.AuditTrail;
import com.remitflex.engine.Answer;
import com.remitflex.engine.Caller;
import com.remitflex.engine.Command;
import com.remitflex.engine.Decision;
import com.remitflex.engine.Effects;
import com.remitflex.engine.Needs;
import com.remitflex.engine.State;
import com.remitflex.errors.ErrorCode;
import com.remitflex.http.Json;
import com.remitflex.ids.Environment;
import com.remitflex.ids.IdPrefix;
import java.util.Optional;
import java.util.Set;

/** What the operator has verified of a business, which live keys depend on. */
public final class VerifyAccount implements Command {
  private final AuditTrail audit;
  private final String accountId;
  private final Account.Verification level;
  private final HeadId live;
  private final String transactionId = IdPrefix.TRANSACTION.next();

  public VerifyAccount(AuditTrail audit, String accountId, Account.Verification level) {
    this.audit = audit;
    this.accountId = accountId;
    this.level = level;
    this.live = new HeadId(accountId, Environment.LIVE);
  }

  @Override
  public String transactionId() {
    return transactionId;
  }

  @Override
  public Set<HeadId> heads() {
    return ChangeAccount.headsOf(accountId);
  }

  @Override
  public Optional<Caller> caller() {
    return Optional.empty();
  }

  @Override
  public void needs(Needs needs) {
    needs.row(AccountBooks.ACCOUNTS, accountId);
    AuditTrail.needs(needs, accountId);
  }

  @Override
  public Decision decide(State state) {
    Optional<Account> found = state.find(AccountBooks.ACCOUNTS, accountId);
    if (found.isEmpty()) {
      return Decision.refuse(
          ErrorCode.NOT_FOUND, "No account with this id exists: " + accountId + ".");
    }
    Account before = found.get();
    Effects effects = new Effects();
    if (before.verification() != level) {
      effects.put(
          AccountBooks.ACCOUNTS,
          accountId,
          new Account(accountId, before.name(), level, before.createdAt(), before.contactEmail()));
      ObjectNode details = Json.object().put("verification", level.word());
      audit.append(
          state, effects, live, Act.of(Actor.operator(), "account.verified", accountId, details));
      if (level != Account.Verification.NONE) {
        ObjectNode data = Json.object().put("account_id", accountId);
        data.setAll(details);
        data.put("verified_at", Json.time(state.now(live)));
        effects.emit(live, "account.verified", accountId, Json.text(data));
      }
    }
    return new Decision.Accepted(effects, done());
  }

  @Override
  public boolean isDone(State state) {
    return false;
  }

  @Override
  public Answer answerAgain(State state) {
    return done();
  }

  private Answer done() {
    return new Answer(200, "{}", accountId);
  }
}
