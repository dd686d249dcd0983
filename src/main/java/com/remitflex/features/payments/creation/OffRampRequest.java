package com.remitflex.features.payments.creation;

import com.remitflex.features.recipients.BankAccount;
import com.remitflex.features.recipients.BankAccountRules;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.Map;
import java.util.Optional;

/**
 * A request to create an off-ramp.
 *
 * @param amount in a stablecoin, or from the balance in a fiat currency
 */
public record OffRampRequest(
    Money amount,
    Currency destinationCurrency,
    BankAccount bankAccount,
    Optional<String> quoteId,
    Optional<String> reference,
    Optional<Map<String, String>> metadata) {

  /** The request as it is stored, checked by all rules that need no state of the platform. */
  @CheckReturnValue
  Result<OffRampRequest> checked(Environment environment) {
    if (destinationCurrency.isStablecoin()) {
      return Result.rejected(
          "destination_currency",
          ErrorCode.INVALID_CURRENCY,
          "A bank account is paid in a fiat currency.");
    }
    Optional<ApiError> invalid =
        BankAccountRules.check(bankAccount, destinationCurrency, environment)
            .or(() -> QuotedPrice.malformed(quoteId));
    if (invalid.isPresent()) {
      return Result.rejected(invalid.get());
    }

    return Result.ok(
        new OffRampRequest(
            amount,
            destinationCurrency,
            BankAccountRules.stored(bankAccount, destinationCurrency),
            quoteId,
            reference,
            metadata));
  }

  Draft.Notes notes() {
    return new Draft.Notes(reference, metadata);
  }
}
