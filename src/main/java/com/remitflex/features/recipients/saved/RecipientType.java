package com.remitflex.features.recipients.saved;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How a recipient is paid. */
public enum RecipientType {
  BANK_ACCOUNT,
  WALLET;

  /** The words of all types, in the API. */
  public static final List<String> WORDS =
      Arrays.stream(values()).map(RecipientType::word).toList();

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static RecipientType of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
