package com.remitflex.features.recipients.saved;

import com.remitflex.features.recipients.Recipient;
import com.remitflex.features.recipients.RecipientRules;
import com.remitflex.features.recipients.wallets.Wallet;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A change of a saved recipient: empty fields stay as they are.
 *
 * @param wallet only together with the currency, because networks carry different currencies
 */
public record RecipientChange(
    Optional<String> name,
    Optional<Currency> currency,
    Optional<String> accountNumber,
    Optional<String> bankCode,
    Optional<String> bankCountry,
    Optional<Address> address,
    Optional<Wallet> wallet) {

  /** The new address; empty: it is removed. */
  public record Address(Optional<String> text) {}

  RecipientChange withWallet(Wallet stored) {
    return new RecipientChange(
        name, currency, accountNumber, bankCode, bankCountry, address, Optional.of(stored));
  }

  /** The details after this change, as they are stored; the wallet is checked before. */
  @CheckReturnValue
  Result<RecipientDetails> applyTo(RecipientDetails before, Environment environment) {
    return before.wallet().isPresent() ? toWallet(before) : toBankAccount(before, environment);
  }

  private Result<RecipientDetails> toBankAccount(RecipientDetails before, Environment environment) {
    if (wallet.isPresent()) {
      return otherType("wallet", "A bank account cannot become a wallet.");
    }
    Recipient was = before.recipient().orElseThrow();
    Recipient is =
        new Recipient(
            name.orElse(was.name()),
            accountNumber.orElse(was.accountNumber()),
            bankCode.orElse(was.bankCode()),
            bankCountry.orElse(was.bankCountry()),
            address.map(Address::text).orElse(was.address()));
    return RecipientDetails.of(is, currency.orElse(before.currency()))
        .checkedBankAccount(environment);
  }

  private Result<RecipientDetails> toWallet(RecipientDetails before) {
    List<String> bankFields = bankFields();
    if (!bankFields.isEmpty()) {
      return otherType(bankFields.getFirst(), "A wallet cannot become a bank account.");
    }
    if (wallet.isPresent() != currency.isPresent()) {
      return Result.rejected(
          wallet.isPresent() ? "currency" : "wallet",
          ErrorCode.VALIDATION_ERROR,
          "Required: send wallet and currency together.");
    }
    String newName = RecipientRules.storedName(name.orElse(before.name()));
    Optional<ApiError> badName = RecipientRules.checkName(newName).map(RecipientDetails::atTop);
    return badName
        .<Result<RecipientDetails>>map(Result::rejected)
        .orElseGet(() ->
            Result.ok(
                RecipientDetails.of(
                    newName,
                    wallet.or(before::wallet).orElseThrow(),
                    currency.orElse(before.currency()))));
  }

  private static Result<RecipientDetails> otherType(String field, String message) {
    return Result.rejected(
        field, ErrorCode.VALIDATION_ERROR, message + " Save another recipient instead.");
  }

  private List<String> bankFields() {
    return Stream.of(
            accountNumber.map(text -> "account_number"),
            bankCode.map(text -> "bank_code"),
            bankCountry.map(text -> "bank_country"),
            address.map(text -> "address"))
        .flatMap(Optional::stream)
        .toList();
  }

  /** The API names of the fields that differ. */
  static List<String> changedFields(RecipientDetails before, RecipientDetails after) {
    List<String> fields = new ArrayList<>();
    addIf(fields, "name", before.name(), after.name());
    addIf(fields, "currency", before.currency(), after.currency());
    addIf(
        fields,
        "account_number",
        before.recipient().map(Recipient::accountNumber),
        after.recipient().map(Recipient::accountNumber));
    addIf(
        fields,
        "bank_code",
        before.recipient().map(Recipient::bankCode),
        after.recipient().map(Recipient::bankCode));
    addIf(
        fields,
        "bank_country",
        before.recipient().map(Recipient::bankCountry),
        after.recipient().map(Recipient::bankCountry));
    addIf(
        fields,
        "address",
        before.recipient().flatMap(Recipient::address),
        after.recipient().flatMap(Recipient::address));
    addIf(fields, "wallet", before.wallet(), after.wallet());
    return fields;
  }

  private static void addIf(List<String> fields, String name, Object before, Object after) {
    if (!before.equals(after)) {
      fields.add(name);
    }
  }

  /** Nothing of the change, because this text can get into logs. */
  @Override
  public String toString() {
    return "RecipientChange";
  }
}
