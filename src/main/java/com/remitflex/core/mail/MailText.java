package com.remitflex.core.mail;

import java.util.regex.Pattern;

/**
 * Texts of other people in a mail, such as names: each on a line of its own with a label before it,
 * never in the subject or at the head, and so that no mail program makes a link of it.
 */
public final class MailText {
  private static final int LONGEST = 300;

  /** What starts a scheme; what separates the labels of a host, also in other scripts. */
  private static final Pattern SCHEME = Pattern.compile("[:\uFF1A](?=[/\uFF0F\\\\])");

  private static final Pattern DOT =
      Pattern.compile("(?<=[\\p{L}\\p{N}])[.\u3002\uFF0E\uFF61](?=[\\p{L}\\p{N}])");
  private static final Pattern MAILTO = Pattern.compile("(?i)\\b(mailto|tel|sms|javascript):");
  private static final Pattern AT = Pattern.compile("[@\uFF20]");
  private static final Pattern UNSEEN = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]+");

  private MailText() {}

  /** The text on one line, with the marks of a link in brackets: {@code evil[.]example}. */
  public static String plain(String text) {
    String line = UNSEEN.matcher(text).replaceAll(" ").strip();
    if (line.length() > LONGEST) {
      int end = Character.isHighSurrogate(line.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
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
