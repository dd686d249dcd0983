package com.remitflex.features.recipients.saved;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.recipients.wallets.WalletRules;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.lists.CountedPage;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.money.Currency;
import java.util.List;
import java.util.Optional;

/** Saves, finds, changes and deletes the recipients of accounts. */
public final class RecipientService {
  private final Database database;
  private final Engine engine;
  private final AuditTrail audit;
  private final WalletRules wallets;

  public RecipientService(Database database, Engine engine, AuditTrail audit, WalletRules wallets) {
    this.database = database;
    this.engine = engine;
    this.audit = audit;
    this.wallets = wallets;
  }

  /** The networks on which wallets can be paid in a currency, in alphabetical order. */
  public List<String> walletNetworks(Environment environment, Currency currency) {
    return wallets.networks(environment, currency);
  }

  /** Lists recipients, page and total in one snapshot. */
  public CountedPage<SavedRecipient> list(HeadId head, RecipientFilter filter, PageQuery query) {
    return RecipientPageStore.find(database, head, filter, query);
  }

  /** A recipient of this account and environment. */
  public Optional<SavedRecipient> find(HeadId head, String id) {
    return IdPrefix.RECIPIENT.matches(id)
        ? SavedRecipientStore.find(database, new RecipientKey(head, id))
        : Optional.empty();
  }

  /** The recipient of payments that name none. */
  public Optional<SavedRecipient> findDefault(HeadId head) {
    return database.with(handle -> SavedRecipientStore.findDefault(handle, head));
  }

  /** Saves a recipient; INVALID_CURRENCY, or INVALID_RECIPIENT at the field. */
  @CheckReturnValue
  public Result<Completed> create(Caller caller, RecipientDetails given) {
    Environment environment = caller.head().environment();
    Result<RecipientDetails> checked =
        given.wallet().isPresent()
            ? given.checkedWallet(environment, wallets)
            : given.checkedBankAccount(environment);
    return checked.flatMap(details -> engine.run(new CreateRecipient(caller, audit, details)));
  }

  /** Changes a recipient; NOT_FOUND, VALIDATION_ERROR, or as for {@link #create}. */
  @CheckReturnValue
  public Result<Completed> change(Caller caller, String id, RecipientChange change) {
    if (!IdPrefix.RECIPIENT.matches(id)) {
      return Result.rejected(ApiRequest.notFound("recipient"));
    }
    return withStoredWallet(caller.head().environment(), change)
        .flatMap(checked -> engine.run(new ChangeRecipient(caller, audit, id, checked)));
  }

  /** A wallet without a currency is left to the command, which rejects it. */
  private Result<RecipientChange> withStoredWallet(
      Environment environment, RecipientChange change) {
    if (change.wallet().isEmpty() || change.currency().isEmpty()) {
      return Result.ok(change);
    }
    return RecipientDetails.checkedWallet(
            change.wallet().get(), change.currency().get(), environment, wallets)
        .map(change::withWallet);
  }

  /** Deletes a recipient; NOT_FOUND. */
  @CheckReturnValue
  public Result<Completed> delete(Caller caller, String id) {
    return IdPrefix.RECIPIENT.matches(id)
        ? engine.run(new DeleteRecipient(caller, audit, id, find(caller.head(), id)))
        : Result.rejected(ApiRequest.notFound("recipient"));
  }
}
