package com.remitflex.platform.http.server;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The header in which trusted proxies report the client's address. */
public enum ForwardedHeader {
  /** Whichever is sent; if both are, they must report the same client. */
  EITHER("either"),
  X_FORWARDED_FOR("x-forwarded-for"),
  /** RFC 7239. */
  FORWARDED("forwarded");

  /** The names in the settings. */
  public static final List<String> WORDS =
      Arrays.stream(values()).map(ForwardedHeader::word).toList();

  private final String word;

  ForwardedHeader(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  /** The one with this name. */
  public static Optional<ForwardedHeader> find(String word) {
    return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
  }
}
