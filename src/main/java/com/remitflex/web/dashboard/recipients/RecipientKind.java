package com.remitflex.web.dashboard.recipients;

import com.remitflex.features.recipients.FieldRule;
import com.remitflex.features.recipients.RecipientFields;
import com.remitflex.features.recipients.saved.SavedRecipient;
import com.remitflex.platform.money.Currency;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a form of a recipient is for: a bank account in one country, or a wallet.
 *
 * @param country of the bank; empty for a wallet
 */
public record RecipientKind(Currency currency, Optional<String> country) {
  private static final String SEPARATOR = "-";

  /** The kinds that can be paid, bank accounts first. */
  static List<RecipientKind> all(Function<Currency, List<String>> networks) {
    List<RecipientKind> kinds = new ArrayList<>();
    for (Currency currency : Currency.values()) {
      RecipientFields.countries(currency)
          .forEach(country -> kinds.add(new RecipientKind(currency, Optional.of(country))));
    }
    Arrays.stream(Currency.values())
        .filter(Currency::isStablecoin)
        .filter(currency -> !networks.apply(currency).isEmpty())
        .forEach(currency -> kinds.add(new RecipientKind(currency, Optional.empty())));
    return kinds;
  }

  static RecipientKind of(SavedRecipient saved) {
    return new RecipientKind(
        saved.currency(), saved.recipient().map(account -> account.bankCountry()));
  }

  /** The kind in a form, for example `EUR-ES` or `USDC`. */
  public String word() {
    return country.map(code -> currency + SEPARATOR + code).orElse(currency.name());
  }

  /** The kind in words. */
  public String label() {
    return country
        .map(code ->
            "%s bank account, %s"
                .formatted(currency, Locale.of("", code).getDisplayCountry(Locale.ENGLISH)))
        .orElse(currency + " wallet");
  }

  List<FieldRule> fields(List<String> networks) {
    return country
        .map(code -> RecipientFields.of(currency, code))
        .orElseGet(() -> RecipientFields.ofWallet(networks));
  }
}
