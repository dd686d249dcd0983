package com.remitflex.features.recipients;

import com.remitflex.platform.money.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The countries in which banks receive each fiat currency, with the rule for their accounts.
 *
 * <p>Euro: the countries of the SEPA schemes (European Payments Council, EPC409-09), by the country
 * code of their IBANs; the overseas departments of France, for example, are FR. A rule without a
 * named source checks no checksum: Vocalink's modulus tables for the United Kingdom are not public
 * data, and Kenyan, Philippine, Brazilian and Indian numbers differ by bank.
 */
final class Destinations {
  private static final String[] SEPA = {
    "AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI",
    "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL",
    "NO", "PL", "PT", "RO", "RS", "SE", "SI", "SK", "SM", "VA"
  };

  private static final Map<Currency, Map<String, AccountRule>> RULES =
      Map.of(
          Currency.EUR, sepa(),
          Currency.GBP, Map.of("GB", unitedKingdom()),
          Currency.USD, Map.of("US", new RoutingNumberRule()),
          Currency.MXN, Map.of("MX", new ClabeRule()),
          Currency.NGN, Map.of("NG", new NubanRule()),
          Currency.PHP,
              Map.of(
                  "PH",
                  NationalRule.of(
                      Format.digits(6, 17), Format.bic("PH"), "0012345678", "BANKPHMM")),
          Currency.KES, Map.of("KE", kenya()),
          Currency.BRL, Map.of("BR", brazil()),
          Currency.INR, Map.of("IN", india()),
          Currency.CAD, Map.of("CA", new TransitNumberRule()));

  private Destinations() {}

  /** Country codes in alphabetical order; none for a stablecoin. */
  static List<String> countries(Currency currency) {
    return List.copyOf(RULES.getOrDefault(currency, Map.of()).keySet());
  }

  static Optional<AccountRule> find(Currency currency, String country) {
    return Optional.ofNullable(RULES.getOrDefault(currency, Map.of()).get(country));
  }

  private static Map<String, AccountRule> sepa() {
    Map<String, AccountRule> rules = new TreeMap<>();
    for (String country : SEPA) {
      rules.put(country, new IbanRule(country));
    }
    return rules;
  }

  private static AccountRule unitedKingdom() {
    Format sortCode = Format.of("[0-9]{6}", "a sort code of 6 digits");
    return new IbanOrNationalRule(
        new IbanRule("GB"),
        NationalRule.of(
            Format.of("[0-9]{8}", "8 digits, or an IBAN with a BIC"),
            sortCode,
            "12345678",
            "123456"));
  }

  /** The clearing code of the Kenya Bankers Association: bank (2 digits) and branch (3). */
  private static AccountRule kenya() {
    Format clearingCode = Format.of("[0-9]{5}", "a clearing code of 5 digits (bank and branch)");
    return NationalRule.of(
        Format.digits(6, 16), clearingCode.or(Format.bic("KE")), "0123456789", "01001");
  }

  /** The Banco Central do Brasil gives each bank a COMPE code (3 digits) and an ISPB (8). */
  private static AccountRule brazil() {
    Format account =
        Format.of(
            "[0-9]{4,19}[0-9X]",
            "5 to 20 digits of branch and account (the last may be X), or an IBAN with a BIC");
    Format bank = Format.of("[0-9]{3}|[0-9]{8}", "a COMPE code of 3 digits, an ISPB of 8 digits");
    return new IbanOrNationalRule(
        new IbanRule("BR"),
        NationalRule.of(account, bank.or(Format.bic("BR")), "123456789", "001"));
  }

  /** Source of the IFSC: Reserve Bank of India. */
  private static AccountRule india() {
    Format ifsc =
        Format.of(
            "[A-Z]{4}0[A-Z0-9]{6}",
            "an IFSC: 4 upper-case letters, 0, then 6 upper-case letters or digits");
    return NationalRule.of(Format.digits(9, 18), ifsc, "123456789012", "HDFC0001234");
  }
}
