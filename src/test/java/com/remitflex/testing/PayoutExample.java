package com.remitflex.testing;

import java.util.List;

/**
 * One currency on one corridor of the SPEC, with a recipient there and what the sandbox's fixed
 * rates make of it.
 *
 * @param rate units of the destination currency for one of the source, worked out by hand
 * @param least least amount in the source currency that is within the corridor's bounds
 * @param most greatest one
 */
public record PayoutExample(
    String corridor,
    String currency,
    String destinationCurrency,
    String rate,
    int usualMinutes,
    String least,
    String most,
    String bankCountry,
    String accountNumber,
    String bankCode) {

  public static final PayoutExample SPAIN =
      new PayoutExample(
          "US-EU",
          "USDC",
          "EUR",
          "0.9225",
          30,
          "10",
          "100000",
          "ES",
          "ES9121000418450200051332",
          "CAIXESBB");

  /** The bounds are in US dollars, of which a euro is worth 1.083468834. */
  public static final PayoutExample SPAIN_IN_EURC =
      SPAIN.with("US-EU", "EURC", "1").within("9.229615", "92296.148132");

  public static final PayoutExample UNITED_KINGDOM =
      new PayoutExample(
          "EU-UK", "EURC", "GBP", "0.8601626016", 30, "10", "100000", "GB", "31926819", "601613");

  public static final PayoutExample MEXICO =
      new PayoutExample(
          "US-MX", "USDC", "MXN", "17.075", 180, "10", "50000", "MX", "032180000118359719", "032");

  public static final PayoutExample PHILIPPINES =
      new PayoutExample(
          "US-PH", "USDC", "PHP", "56.85", 360, "10", "25000", "PH", "001234567890", "BNORPHMM");

  public static final PayoutExample NIGERIA =
      new PayoutExample(
          "US-NG", "USDC", "NGN", "1535.5", 180, "10", "25000", "NG", "0000014579", "011");

  /** Every corridor that ends at a bank, in every currency that it carries. */
  public static List<PayoutExample> all() {
    return List.of(
        SPAIN,
        SPAIN_IN_EURC,
        UNITED_KINGDOM,
        MEXICO,
        MEXICO.with("US-MX", "USDT", MEXICO.rate),
        PHILIPPINES,
        PHILIPPINES.with("US-PH", "USDT", PHILIPPINES.rate),
        NIGERIA,
        NIGERIA.with("US-NG", "USDT", NIGERIA.rate));
  }

  /** A payment of this amount to the recipient. */
  public PaymentBody body(String amount) {
    return to(PaymentBody.of(amount, currency));
  }

  /** The same payment with this example's recipient. */
  public PaymentBody to(PaymentBody body) {
    return body.text("destination_currency", destinationCurrency)
        .text("recipient.name", "Ana García")
        .text("recipient.account_number", accountNumber)
        .text("recipient.bank_code", bankCode)
        .text("recipient.bank_country", bankCountry);
  }

  private PayoutExample with(String otherCorridor, String otherCurrency, String otherRate) {
    return new PayoutExample(
        otherCorridor,
        otherCurrency,
        destinationCurrency,
        otherRate,
        usualMinutes,
        least,
        most,
        bankCountry,
        accountNumber,
        bankCode);
  }

  private PayoutExample within(String otherLeast, String otherMost) {
    return new PayoutExample(
        corridor,
        currency,
        destinationCurrency,
        rate,
        usualMinutes,
        otherLeast,
        otherMost,
        bankCountry,
        accountNumber,
        bankCode);
  }

  @Override
  public String toString() {
    return corridor + " " + currency + " to " + destinationCurrency;
  }
}
