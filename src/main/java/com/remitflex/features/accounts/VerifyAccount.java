package com.remitflex.features.accounts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import java.util.Optional;
import java.util.Set;

/** Records what the operator has verified of a business; live keys require it. */
final class VerifyAccount implements Command {
  private final AuditTrail audit;
  private final String accountId;
  private final Account.Verification level;
  private final HeadId live;

  VerifyAccount(AuditTrail audit, String accountId, Account.Verification level) {
    this.audit = audit;
    this.accountId = accountId;
    this.level = level;
    this.live = new HeadId(accountId, Environment.LIVE);
  }

  @Override
  public Set<HeadId> heads() {
    return ChangeAccount.headsOf(accountId);
  }

  @Override
  public Caller caller() {
    return Caller.operator(live);
  }

  @Override
  public void prefetch(ReadSet needs) {
    needs.row(AccountRepositories.ACCOUNTS, accountId);
    AuditTrail.prefetch(needs, accountId);
  }

  @Override
  public Decision decide(State state) {
    Optional<Account> found = state.find(AccountRepositories.ACCOUNTS, accountId);
    if (found.isEmpty()) {
      return Decision.reject(
          ErrorCode.NOT_FOUND, "No account with this ID exists: " + accountId + ".");
    }

    Effects effects = new Effects();
    if (found.get().verification() != level) {
      verify(state, effects, found.get());
    }
    return new Decision.Accepted(effects, done());
  }

  private void verify(State state, Effects effects, Account before) {
    effects.update(
        AccountRepositories.ACCOUNTS,
        accountId,
        new Account(accountId, before.name(), level, before.createdAt(), before.contactEmail()));
    ObjectNode details = Json.object().put("verification", level.word());
    audit.append(
        state,
        effects,
        live,
        AuditAction.of(Actor.operator(), "account.verified", accountId, details));
    if (level != Account.Verification.NONE) {
      ObjectNode data = Json.object().put("account_id", accountId);
      data.setAll(details);
      data.put("verified_at", Json.time(state.now(live)));
      effects.emit(live, "account.verified", accountId, Json.text(data));
    }
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }

  private CommandResult done() {
    return new CommandResult(200, "{}", accountId);
  }
}
