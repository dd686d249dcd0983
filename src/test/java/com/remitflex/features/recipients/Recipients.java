package com.remitflex.features.recipients;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.money.Currency;
import java.util.List;
import java.util.Optional;

/** Valid recipients of every destination, and assertions about them. */
final class Recipients {

  /** One destination that accepts its recipient. */
  record Example(Currency currency, Recipient recipient) {

    Optional<ApiError> check(Recipient changed) {
      return RecipientRules.check(changed, currency, TestAccounts.REJECTED);
    }

    @Override
    public String toString() {
      return currency + " " + recipient.bankCountry() + " " + recipient.accountNumber();
    }
  }

  static final List<Example> VALID =
      List.of(
          example(Currency.EUR, "ES", "ES9121000418450200051332", "CAIXESBB"),
          example(Currency.EUR, "GB", "GB29NWBK60161331926819", "NWBKGB2L"),
          example(Currency.GBP, "GB", "GB29NWBK60161331926819", "NWBKGB2LXXX"),
          example(Currency.GBP, "GB", "31926819", "601613"),
          example(Currency.USD, "US", "000123456789", "021000021"),
          example(Currency.MXN, "MX", "032180000118359719", "032"),
          example(Currency.MXN, "MX", "032180000118359719", "BNMXMXMM"),
          example(Currency.NGN, "NG", "0000014579", "011"),
          example(Currency.NGN, "NG", "0000014573", "50547"),
          example(Currency.PHP, "PH", "001234567890", "BNORPHMM"),
          example(Currency.KES, "KE", "0123456789012", "68404"),
          example(Currency.KES, "KE", "0123456789012", "EQBLKENA"),
          example(Currency.BRL, "BR", "BR1800360305000010009795493C1", "CEFXBRSP"),
          example(Currency.BRL, "BR", "000112345678X", "001"),
          example(Currency.BRL, "BR", "0001123456780", "00360305"),
          example(Currency.INR, "IN", "00001234567890", "SBIN0005943"),
          example(Currency.CAD, "CA", "1234567", "000412345"));

  private Recipients() {}

  static Recipient recipient(String country, String accountNumber, String bankCode) {
    return new Recipient("Ana García", accountNumber, bankCode, country, Optional.empty());
  }

  static void assertAccepted(Currency currency, Recipient recipient) {
    assertThat(RecipientRules.check(recipient, currency, TestAccounts.REJECTED)).isEmpty();
  }

  static void assertRejected(Currency currency, Recipient recipient, String member) {
    assertRejected(RecipientRules.check(recipient, currency, TestAccounts.REJECTED), member);
  }

  static void assertRejected(Optional<ApiError> fault, String member) {
    assertThat(fault).isPresent();
    assertThat(fault.get().code()).isEqualTo(ErrorCode.INVALID_RECIPIENT);
    assertThat(fault.get().field()).contains("recipient." + member);
    assertThat(fault.get().message()).contains("expected").hasSizeLessThan(300);
  }

  private static Example example(Currency currency, String country, String account, String bank) {
    return new Example(currency, recipient(country, account, bank));
  }
}
