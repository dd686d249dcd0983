package com.remitflex.features.recipients;

import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.money.Currency;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a recipient, for those who enter one: made from the rules that check it, for the
 * API, the manual and the forms of the Dashboard.
 */
public final class RecipientFields {
  private static final int MAX_CODE = 64;

  private RecipientFields() {}

  /** The countries whose banks receive a currency, in alphabetical order; none for a stablecoin. */
  public static List<String> countries(Currency currency) {
    return Destinations.countries(currency);
  }

  /** The fields of a bank account; the country is one of {@link #countries}. */
  public static List<FieldRule> of(Currency currency, String country) {
    AccountFields account =
        Destinations.find(currency, country)
            .orElseThrow(() -> new IllegalArgumentException(currency + " in " + country))
            .fields();
    return List.of(
        text(RecipientRules.NAME, true, "the name of the account holder", "Maria Garcia"),
        new FieldRule(
            "bank_country",
            "Country of the bank",
            true,
            country.length(),
            Optional.of("^" + country + "$"),
            List.of(country),
            "the ISO 3166 code of the bank's country",
            country),
        code(RecipientField.ACCOUNT_NUMBER, account.accountNumber(), account.exampleNumber()),
        code(RecipientField.BANK_CODE, account.bankCode(), account.exampleCode()),
        text(RecipientRules.ADDRESS, false, "the address of the account holder", "Calle Mayor 1"));
  }

  /** The fields of a wallet on one of these networks. */
  public static List<FieldRule> ofWallet(List<String> networks) {
    return List.of(
        text(RecipientRules.NAME, true, "the name of the owner of the wallet", "Maria Garcia"),
        new FieldRule(
            "wallet.network",
            "Network",
            true,
            MAX_CODE,
            Optional.empty(),
            networks,
            "the name of a network that carries the currency",
            networks.isEmpty() ? "" : networks.getFirst()),
        new FieldRule(
            "wallet.address",
            "Address",
            true,
            EvmAddress.LENGTH,
            Optional.of("^0x[0-9a-fA-F]{40}$"),
            List.of(),
            "0x and 40 hexadecimal digits, in lower case or with the checksum of EIP-55",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"));
  }

  private static FieldRule text(FreeText rule, boolean required, String format, String example) {
    return new FieldRule(
        rule.field().apiName(),
        capitalized(rule.field().label()),
        required,
        rule.maxLength(),
        Optional.empty(),
        List.of(),
        format,
        example);
  }

  private static FieldRule code(RecipientField field, Format format, String example) {
    return new FieldRule(
        field.apiName(),
        capitalized(field.label()),
        true,
        MAX_CODE,
        Optional.of("^(?:" + format.pattern() + ")$"),
        List.of(),
        format.description(),
        example);
  }

  private static String capitalized(String label) {
    return Character.toUpperCase(label.charAt(0)) + label.substring(1);
  }
}
