package com.remitflex.core.mail;

import java.util.regex.Pattern;

/**
 * Makes texts of other users, for example names, safe for a mail: no mail program turns them into a
 * link. A mail shows each on its own line after a label, never in the subject or the first line.
 */
public final class MailText {
  private static final int MAX_LENGTH = 300;

  /** The colon of a scheme, also in other scripts. */
  private static final Pattern SCHEME = Pattern.compile("[:\uFF1A](?=[/\uFF0F\\\\])");

  private static final Pattern DOT =
      Pattern.compile("(?<=[\\p{L}\\p{N}])[.\u3002\uFF0E\uFF61](?=[\\p{L}\\p{N}])");
  private static final Pattern MAILTO = Pattern.compile("(?i)\\b(mailto|tel|sms|javascript):");
  private static final Pattern AT = Pattern.compile("[@\uFF20]");
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]+");

  private MailText() {}

  /** The text on one line, with the separators of a link in brackets: {@code evil[.]example}. */
  public static String plain(String text) {
    String line = INVISIBLE.matcher(text).replaceAll(" ").strip();
    if (line.length() > MAX_LENGTH) {
      int end =
          Character.isHighSurrogate(line.charAt(MAX_LENGTH - 1)) ? MAX_LENGTH - 1 : MAX_LENGTH;
      line = line.substring(0, end) + "…";
    }
    line = SCHEME.matcher(line).replaceAll("[:]");
    line = MAILTO.matcher(line).replaceAll("$1[:]");
    line = DOT.matcher(line).replaceAll("[.]");
    return AT.matcher(line).replaceAll("[at]");
  }

  /** As {@link #plain}, in quotation marks. */
  public static String quoted(String text) {
    return '"' + plain(text) + '"';
  }
}
