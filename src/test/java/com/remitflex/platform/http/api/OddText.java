package com.remitflex.platform.http.api;

import java.util.List;
import java.util.Random;

/** Unusual texts. */
final class OddText {
  private static final List<String> KNOWN =
      List.of(
          "",
          " ",
          "null",
          "0",
          "-1",
          "1e9",
          "NaN",
          "true",
          "../../etc/passwd",
          "' OR 1=1 --",
          "'; DROP TABLE payments; --",
          "${jndi:ldap://127.0.0.1/x}",
          "{{7*7}}",
          "<script>alert(1)</script>",
          "%s%n%x",
          "%",
          "%zz",
          "a\u0000b",
          "a\r\nX-Injected: 1",
          "\u001b[31m",
          "\u007f\u0085\u2028\u2029",
          "\u202egnp.exe",
          "\ufeff",
          "\uffff",
          "e\u0301\u0301\u0301",
          "\uff41\uff44\uff4d\uff49\uff4e",
          "\u0130\u0131\u017f\u212a",
          "\ud83d\ude00\ud83c\uddea\ud83c\uddf8",
          "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67",
          "\\\"\\u0041",
          "\ud800",
          "\udc00x");

  private OddText() {}

  /** One of the known ones, a long one, or random characters of the whole of Unicode. */
  static String next(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> "x".repeat(10_000);
      case 1 -> "\ud83d\ude00".repeat(1 + random.nextInt(300));
      case 2, 3 -> characters(random, 1 + random.nextInt(40), 0x250);
      case 4 -> characters(random, 1 + random.nextInt(40), Character.MAX_CODE_POINT + 1);
      default -> KNOWN.get(random.nextInt(KNOWN.size()));
    };
  }

  private static String characters(Random random, int length, int below) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(random.nextInt(below));
    }
    return text.toString();
  }
}
