package com.remitflex.features.accounts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.ledger.TestMoney;
import com.remitflex.features.members.signin.Password;
import com.remitflex.features.recipients.TestAccounts;
import com.remitflex.features.recipients.saved.SavedRecipient;
import com.remitflex.features.recipients.saved.SavedRecipientStore;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.platform.text.Names;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Creates accounts, each with test money and a default recipient in the sandbox. */
public final class AccountOpening {
  private final Database database;
  private final AuditTrail trail;

  public AccountOpening(Database database, AuditTrail trail) {
    this.database = database;
    this.trail = trail;
  }

  /** The installation's first account; its owner's password is readable only here. */
  public record First(Account account, String ownerEmail, String password) {}

  /**
   * Creates an account for the operator, in the name of a business.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (name)
   */
  public Account open(String name) {
    String plain = Names.stored(name);
    AccountRules.checkName(plain)
        .ifPresent(error -> {
          throw error.exception();
        });
    String stored = ApiKeyText.mask(plain);
    return database.inTransaction(
        handle -> open(handle, stored, Account.Verification.NONE, Actor.operator()));
  }

  /** Creates the owner of a new account, in the transaction that creates the account. */
  @FunctionalInterface
  public interface Owner {
    void create(Handle handle, String accountId, String email, String passwordHash);
  }

  /** Creates the installation's first account with its owner, unless an account exists. */
  public Optional<First> openFirst(String name, String ownerEmail, Owner owner) {
    String email = ownerEmail.toLowerCase(Locale.ROOT);
    return database.inTransaction(handle -> {
      // Of two nodes that start on one empty database, only one may create the account.
      AccountStore.lockAll(handle);
      if (AccountStore.first(handle).isPresent()) {
        return Optional.empty();
      }
      // The first account belongs to the operator, so it needs no verification.
      Account account = open(handle, name, Account.Verification.KYB, Actor.platform());
      // Hashed here, because every later start would hash in vain; nobody else uses the database.
      String password = Password.generate();
      owner.create(handle, account.id(), email, Password.hashOnce(password));
      return Optional.of(new First(account, email, password));
    });
  }

  private Account open(Handle handle, String name, Account.Verification verification, Actor actor) {
    Instant now = DatabaseClock.read(handle);
    Account account = AccountStore.create(handle, name, verification, now);
    HeadId head = new HeadId(account.id(), Environment.SANDBOX);
    Writes.send(handle, writes -> TestMoney.write(writes, List.of(head), now));
    SavedRecipientStore.insertDefault(
        handle, SavedRecipient.createDefault(head, TestAccounts.RECIPIENT, Currency.EUR, now));
    trail.append(
        handle,
        account.id(),
        AuditAction.of(
            actor,
            "account.created",
            account.id(),
            Json.object().put("name", name).put("verification", verification.word())));
    return account;
  }
}
