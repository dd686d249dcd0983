package com.remitflex.features.accounts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.ledger.TestMoney;
import com.remitflex.features.members.signin.Password;
import com.remitflex.features.recipients.RecipientStore;
import com.remitflex.features.recipients.SavedRecipient;
import com.remitflex.features.recipients.TestAccounts;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.database.Writes;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.text.ApiKeyText;
import com.remitflex.platform.text.Names;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Opens accounts: each begins with test money and a default recipient in the sandbox. */
public final class AccountOpening {
  private static final int LONGEST_NAME = 100;

  private final Database database;
  private final AuditTrail trail;

  public AccountOpening(Database database, AuditTrail trail) {
    this.database = database;
    this.trail = trail;
  }

  /** A first account, and the only time that its owner's password is known. */
  public record First(Account account, String ownerEmail, String password) {}

  /**
   * Opens an account for the operator.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (name)
   */
  public Account open(String name) {
    String plain = Names.stored(name);
    Optional<String> fault = Names.error(plain, LONGEST_NAME);
    if (fault.isPresent()) {
      throw ApiError.at("name", ErrorCode.VALIDATION_ERROR, "The name " + fault.get() + ".")
          .exception();
    }
    String stored = ApiKeyText.mask(plain);
    return database.inTransaction(
        handle -> open(handle, stored, Account.Verification.NONE, Actor.operator()));
  }

  /** Makes the owner of a new account, in the transaction that opens it. */
  @FunctionalInterface
  public interface Owner {
    void create(Handle handle, String accountId, String email, String passwordHash);
  }

  /** Opens the installation's first account with its owner, unless there is one. */
  public Optional<First> openFirst(String name, String ownerEmail, Owner owner) {
    String email = ownerEmail.toLowerCase(Locale.ROOT);
    String password = Password.generate();
    String hash = Password.hash(password);
    return database.inTransaction(handle -> {
      // Two nodes that start on one empty database must not both find no account.
      AccountStore.lockAll(handle);
      if (AccountStore.first(handle).isPresent()) {
        return Optional.empty();
      }
      // Whoever runs the platform vouches for the first account: it is the platform's own.
      Account account = open(handle, name, Account.Verification.KYB, Actor.platform());
      owner.create(handle, account.id(), email, hash);
      return Optional.of(new First(account, email, password));
    });
  }

  private Account open(Handle handle, String name, Account.Verification verification, Actor actor) {
    Instant now = DatabaseClock.read(handle);
    Account account = AccountStore.create(handle, name, verification, now);
    HeadId head = new HeadId(account.id(), Environment.SANDBOX);
    Writes.send(handle, writes -> TestMoney.write(writes, List.of(head), now));
    RecipientStore.insertDefault(
        handle,
        head,
        new SavedRecipient(IdPrefix.RECIPIENT.next(), TestAccounts.RECIPIENT, Currency.EUR),
        now);
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
