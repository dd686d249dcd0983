package com.remitflex.features.exchange.quotes;

import java.util.Locale;

/** Whether a quote can still be used. */
public enum QuoteStatus {
  OPEN,
  USED,
  EXPIRED;

  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }
}
