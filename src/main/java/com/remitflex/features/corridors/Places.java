package com.remitflex.features.corridors;

import com.remitflex.features.recipients.RecipientFields;
import com.remitflex.platform.money.Currency;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** The currencies that the banks of a place receive. */
final class Places {
  /** Names that corridors use, beside the codes of ISO 3166. */
  private static final Map<String, String> NAMES = Map.of("EU", "DE", "UK", "GB");

  private Places() {}

  /**
   * The currencies of a country, or of the euro area (`EU`) or the United Kingdom (`UK`): empty for
   * a place whose banks are not reached.
   */
  static Set<Currency> currencies(String place) {
    String country = NAMES.getOrDefault(place, place);
    Set<Currency> found = EnumSet.noneOf(Currency.class);
    for (Currency currency : Currency.values()) {
      if (RecipientFields.countries(currency).contains(country)) {
        found.add(currency);
      }
    }
    return found;
  }
}
