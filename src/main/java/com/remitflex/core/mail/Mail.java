package com.remitflex.core.mail;

import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.text.ApiKeyText;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * An e-mail in plain text, to one address.
 *
 * @param accountId whose it is
 * @param body never a secret: it lies in the database and may stand in the log
 */
public record Mail(
    String id, String accountId, String recipient, String subject, String body, Instant createdAt) {
  private static final int LONGEST_SUBJECT = 200;

  /** One address alone, of which no part can be read as a second one or as a header. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "[^\\s\\p{Cntrl}@,;:<>()\\[\\]\"\\\\]+@[^\\s\\p{Cntrl}@,;:<>()\\[\\]\"\\\\]+");

  public Mail {
    if (!isAddress(recipient)) {
      throw new IllegalStateException("the recipient of " + id + " is no e-mail address");
    }
    if (subject.isBlank()
        || subject.length() > LONGEST_SUBJECT
        || subject.chars().anyMatch(Mail::endsLine)) {
      throw new IllegalStateException("the subject of " + id + " is not one short line");
    }
  }

  /**
   * A new mail.
   *
   * @param subject one line of at most 200 characters, not more or it is a bug
   */
  public static Mail to(
      String recipient, String accountId, String subject, String body, Instant now) {
    return new Mail(IdPrefix.MAIL.next(), accountId, recipient, subject, body, now);
  }

  /** Whether mail can be sent to this text, which holds no API key. */
  public static boolean isAddress(String text) {
    return ADDRESS.matcher(text).matches() && ApiKeyText.mask(text).equals(text);
  }

  private static boolean endsLine(int c) {
    return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
  }

  /** The part of the address that names no person. */
  String domain() {
    return recipient.substring(recipient.indexOf('@') + 1);
  }
}
