package com.remitflex.features.recipients.saved;

import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.RecipientRules;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.features.recipients.wallets.WalletRules;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import java.util.Optional;

/**
 * Who a recipient is and where it is paid: a bank account or a wallet.
 *
 * @param name of the account holder, or of the owner of the wallet
 * @param currency in which the recipient is paid
 * @param recipient present for a bank account, with the same name
 * @param wallet present for a wallet
 */
public record RecipientDetails(
    String name, Currency currency, Optional<Recipient> recipient, Optional<Wallet> wallet) {
  private static final String PREFIX = "recipient.";

  public static RecipientDetails of(Recipient recipient, Currency currency) {
    return new RecipientDetails(
        recipient.name(), currency, Optional.of(recipient), Optional.empty());
  }

  public static RecipientDetails of(String name, Wallet wallet, Currency currency) {
    return new RecipientDetails(name, currency, Optional.empty(), Optional.of(wallet));
  }

  public RecipientType type() {
    return wallet.isPresent() ? RecipientType.WALLET : RecipientType.BANK_ACCOUNT;
  }

  /**
   * The details of a bank account as they are stored.
   *
   * @return INVALID_CURRENCY (currency), INVALID_RECIPIENT at the field
   */
  @CheckReturnValue
  public Result<RecipientDetails> checkedBankAccount(Environment environment) {
    if (currency.isStablecoin()) {
      return Result.rejected(
          "currency", ErrorCode.INVALID_CURRENCY, "A bank account receives a fiat currency only.");
    }
    Recipient given = recipient.orElseThrow();
    return RecipientRules.check(given, currency, environment)
        .<Result<RecipientDetails>>map(error -> Result.rejected(atTop(error)))
        .orElseGet(() -> Result.ok(of(RecipientRules.stored(given, currency), currency)));
  }

  /**
   * The details of a wallet as they are stored.
   *
   * @return INVALID_CURRENCY (currency), INVALID_RECIPIENT at the field
   */
  @CheckReturnValue
  Result<RecipientDetails> checkedWallet(Environment environment, WalletRules rules) {
    Optional<ApiError> badName = RecipientRules.checkName(name);
    if (badName.isPresent()) {
      return Result.rejected(atTop(badName.get()));
    }
    return checkedWallet(wallet.orElseThrow(), currency, environment, rules)
        .map(stored -> of(RecipientRules.storedName(name), stored, currency));
  }

  /** The wallet alone, as it is stored. */
  @CheckReturnValue
  static Result<Wallet> checkedWallet(
      Wallet wallet, Currency currency, Environment environment, WalletRules rules) {
    if (!currency.isStablecoin()) {
      return Result.rejected(
          "currency", ErrorCode.INVALID_CURRENCY, "A wallet is paid in a stablecoin only.");
    }
    return switch (rules.stored(wallet, currency, environment)) {
      case Result.Ok<Wallet> stored -> stored;
      case Result.Rejected<Wallet>(ApiError error) -> Result.rejected(atTop(error));
    };
  }

  /** The error at a field of the request itself, and not of an object `recipient` in it. */
  static ApiError atTop(ApiError error) {
    String field = error.field().orElseThrow();
    return ApiError.at(
        field.startsWith(PREFIX) ? field.substring(PREFIX.length()) : field,
        error.code(),
        error.message());
  }

  /** Only what identifies nobody, because this text can get into logs. */
  @Override
  public String toString() {
    return "RecipientDetails[" + type().word() + " " + currency + "]";
  }
}
