package com.remitflex.ids;

import java.util.regex.Pattern;

/** How an API key looks in text, and how it is shown where the whole of it must not appear. */
public final class ApiKeyText {
  /** Prefix, 43 base62 characters of secret, 6 of checksum. */
  public static final int LENGTH = 57;

  private static final String LIVE = "rf_live_";
  private static final String SANDBOX = "rf_test_";
  private static final int SHOWN_HEAD = LIVE.length() + 4;
  private static final int SHOWN_TAIL = 4;

  /**
   * Wider than the key format, so that a garbled or half copied key is masked too; it ends where
   * the next key begins, so that of two keys without a space between both are masked.
   */
  private static final Pattern LIKE_A_KEY =
      Pattern.compile("rf_(?:live|test)_(?:(?!rf_(?:live|test)_)[0-9A-Za-z]){24,}");

  private ApiKeyText() {}

  public static String prefix(Environment environment) {
    return switch (environment) {
      case LIVE -> LIVE;
      case SANDBOX -> SANDBOX;
    };
  }

  /** The shown form of a key, as `rf_test_0123…PEZZ`. */
  public static String display(String key) {
    return key.substring(0, SHOWN_HEAD) + "…" + key.substring(key.length() - SHOWN_TAIL);
  }

  /** The text with everything that looks like an API key replaced by its shown form. */
  public static String mask(String text) {
    if (!text.contains("rf_")) {
      return text;
    }
    return LIKE_A_KEY.matcher(text).replaceAll(match -> display(match.group()));
  }
}
