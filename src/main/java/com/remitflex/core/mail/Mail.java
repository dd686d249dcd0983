package com.remitflex.core.mail;

import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.text.ApiKeyText;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * An email in plain text to one address.
 *
 * @param accountId the account that the email is about
 * @param body contains no secret: it is stored in the database and may be logged
 */
public record Mail(
    String id, String accountId, String recipient, String subject, String body, Instant createdAt) {
  private static final int MAX_SUBJECT_LENGTH = 200;

  /** Exactly one address, of which no part can be read as a second address or a header. */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "[^\\s\\p{Cntrl}@,;:<>()\\[\\]\"\\\\]+@[^\\s\\p{Cntrl}@,;:<>()\\[\\]\"\\\\]+");

  public Mail {
    if (!isAddress(recipient)) {
      throw new IllegalStateException("the recipient of " + id + " is not an email address");
    }
    if (subject.isBlank()
        || subject.length() > MAX_SUBJECT_LENGTH
        || subject.chars().anyMatch(Mail::endsLine)) {
      throw new IllegalStateException("the subject of " + id + " is not one short line");
    }
  }

  /**
   * A new email.
   *
   * @param subject one line of at most 200 characters
   */
  public static Mail to(
      String recipient, String accountId, String subject, String body, Instant now) {
    return new Mail(IdPrefix.MAIL.next(), accountId, recipient, subject, body, now);
  }

  /** Whether this text is an email address and contains no API key. */
  public static boolean isAddress(String text) {
    return ADDRESS.matcher(text).matches() && ApiKeyText.mask(text).equals(text);
  }

  private static boolean endsLine(int c) {
    return Character.isISOControl(c) || c == 0x2028 || c == 0x2029;
  }

  /** The part of the address that identifies no person. */
  String domain() {
    return recipient.substring(recipient.indexOf('@') + 1);
  }
}
