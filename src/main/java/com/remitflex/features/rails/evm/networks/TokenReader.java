package com.remitflex.features.rails.evm.networks;

import com.remitflex.features.recipients.wallets.EvmAddress;
import com.remitflex.platform.json.JsonObject;
import com.remitflex.platform.json.JsonValue;
import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.Optional;

/** Reads one token of a network in the file. */
final class TokenReader {
  private static final int MAX_LENGTH = 100;

  /** Enough to be worth its gas on most networks. */
  private static final String USUAL_SWEEP = "100";

  private static final int MAX_DECIMALS = 36;

  private final JsonObject json;

  TokenReader(JsonObject json) {
    this.json = json;
  }

  ChainToken read() {
    Currency currency = json.requireCurrency("currency");
    if (!currency.isStablecoin()) {
      throw json.error("currency", "Must be the currency of a token, for example USDC.");
    }
    EvmAddress contract =
        Addresses.parse(json.requireString("contract", MAX_LENGTH))
            .orElseThrow(() -> json.error("contract", Addresses.EXPECTED));
    boolean eip3009 = json.flag("eip3009").orElseThrow(() -> json.error("eip3009", "Required."));
    ChainToken token =
        new ChainToken(
            currency,
            contract,
            decimals(currency),
            json.string("symbol", MAX_LENGTH).orElse(currency.name()),
            eip3009,
            domain("domain_name", eip3009),
            domain("domain_version", eip3009),
            minimumDeposit(currency),
            sweepFrom(currency),
            payoutFee(currency, eip3009));
    json.rejectUnknown();
    return token;
  }

  private String domain(String field, boolean eip3009) {
    Optional<String> value = json.string(field, MAX_LENGTH);
    if (eip3009 && value.isEmpty()) {
      throw json.error(
          field, "Required for a token with EIP-3009: it is part of what the treasury signs.");
    }
    return value.orElse("");
  }

  private int decimals(Currency currency) {
    int decimals =
        json.integer("decimals", 0, MAX_DECIMALS)
            .orElseThrow(() -> json.error("decimals", "Required."));
    if (decimals != currency.digits()) {
      throw json.error(
          "decimals",
          "Must be "
              + currency.digits()
              + ", the decimals of "
              + currency
              + ". Tokens with other decimals are not supported.");
    }
    return decimals;
  }

  private Money payoutFee(Currency currency, boolean eip3009) {
    Optional<JsonValue.Number> fee = json.number("payout_fee");
    if (fee.isPresent() && !eip3009) {
      throw json.error("payout_fee", "Only a token with EIP-3009 is paid out.");
    }
    return fee.filter(number -> number.value().signum() != 0)
        .map(number -> json.money("payout_fee", number, currency))
        .orElseGet(() -> new Money(currency, 0));
  }

  private Money sweepFrom(Currency currency) {
    return json.number("sweep_from")
        .map(number -> json.money("sweep_from", number, currency))
        .orElseGet(() -> Money.parse("sweep_from", USUAL_SWEEP, currency));
  }

  private Money minimumDeposit(Currency currency) {
    return json.number("minimum_deposit")
        .map(number -> json.money("minimum_deposit", number, currency))
        .orElseGet(() -> new Money(currency, 1));
  }
}
