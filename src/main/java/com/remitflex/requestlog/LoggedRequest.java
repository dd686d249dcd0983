package com.remitflex.requestlog;

import com.remitflex.accounts.HeadId;
import java.time.Instant;
import java.util.Optional;

/**
 * A request in the history of its key.
 *
 * @param at when it came, in database time, to the millisecond
 * @param number of its id: tells apart what came in one millisecond
 * @param path without its query, masked
 * @param route the template of the route, or `unknown`
 * @param refusedBy the word of the check that it failed before it could act
 * @param refusalDetail the same in a sentence, for the key's owner
 */
public record LoggedRequest(
    HeadId head,
    String keyId,
    Instant at,
    long number,
    String id,
    String method,
    String path,
    String route,
    int status,
    Optional<String> errorCode,
    long latencyMicros,
    String ip,
    Optional<String> userAgent,
    Optional<String> idempotencyKey,
    Optional<String> refusedBy,
    Optional<String> refusalDetail) {

  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int DIGITS_OF_NUMBER = 12;
  private static final int BITS_OF_DIGIT = 5;

  /** The last 60 bits of an id, which are random. */
  static long number(String id) {
    long number = 0;
    for (char digit : id.substring(id.length() - DIGITS_OF_NUMBER).toCharArray()) {
      number = (number << BITS_OF_DIGIT) | DIGITS.indexOf(digit);
    }
    return number;
  }
}
