package com.remitflex.requestlog;

import com.remitflex.http.Exchange;
import com.remitflex.ids.ApiKeyText;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The beginning of a body as it may be kept: text without a secret in it. */
final class MaskedBody {
  /** Members whose values are secrets, whatever they look like. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(\"(?:key|secret|password|token|totp|code)\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*+\"?",
          Pattern.CASE_INSENSITIVE);

  /** A key whose rest was not handed over: too short to be told from other words. */
  private static final Pattern BEGUN = Pattern.compile("rf_(?:live|test)_[0-9A-Za-z]*\\z");

  private MaskedBody() {}

  /** Masked before it is cut, so that no half of a secret stays. */
  static String of(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    String keys = BEGUN.matcher(ApiKeyText.mask(text)).replaceFirst("…");
    String masked = SECRET.matcher(keys).replaceAll("$1\"…\"");
    return masked.length() <= Exchange.KEPT_BODY
        ? masked
        : whole(masked.substring(0, Exchange.KEPT_BODY));
  }

  /** Without the half of a pair of surrogates at its end. */
  private static String whole(String text) {
    return Character.isHighSurrogate(text.charAt(text.length() - 1))
        ? text.substring(0, text.length() - 1)
        : text;
  }
}
