package com.remitflex.features.accounts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.recipients.saved.SavedRecipientStore;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import java.util.Optional;

/** Finds, changes and verifies accounts; {@link AccountOpening} creates them. */
public final class AccountService {
  private final Database database;
  private final Engine engine;
  private final AuditTrail audit;

  public AccountService(Database database, Engine engine, AuditTrail audit) {
    this.database = database;
    this.engine = engine;
    this.audit = audit;
  }

  public Optional<Account> find(String accountId) {
    return database.with(handle -> AccountStore.find(handle, accountId));
  }

  /** The installation's oldest account: what a command means that names none. */
  public Optional<Account> first() {
    return database.with(AccountStore::first);
  }

  /** The settings of an account that exists. */
  public AccountSettings settings(HeadId head) {
    return database.inSnapshot(handle ->
        new AccountSettings(
            AccountStore.find(handle, head.accountId()).orElseThrow(),
            AccountAlertStore.of(handle, head),
            SavedRecipientStore.findDefault(handle, head)));
  }

  /** Changes an account's settings. */
  @CheckReturnValue
  public Result<Completed> change(Caller caller, AccountChange change) {
    return engine.run(new ChangeAccount(audit, caller, change));
  }

  /** Records what the operator has verified of a business; rejects with NOT_FOUND. */
  @CheckReturnValue
  public Result<Completed> verify(String accountId, Account.Verification level) {
    return engine.run(new VerifyAccount(audit, accountId, level));
  }
}
