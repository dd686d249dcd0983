package com.remitflex.features.activity.requests;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.http.api.Exchange;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request in the history of its key.
 *
 * @param at when it came, in database time, to the millisecond
 * @param number of its id: tells apart what came in one millisecond
 * @param path without its query, masked
 * @param route the template of the route, or `unknown`
 * @param refusedBy the word of the check that it failed before it could act
 * @param refusalDetail the same in a sentence, for the key's owner
 * @param summary of the many rejected requests of its second that this one stands for
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
    Optional<String> refusalDetail,
    Optional<RejectionSummary> summary) {

  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int DIGITS_OF_NUMBER = 12;
  private static final int BITS_OF_DIGIT = 5;

  /** A request as the history has it. */
  public static LoggedRequest of(Exchange exchange, KeyOwner owner, Instant answeredAt) {
    return new LoggedRequest(
        new HeadId(owner.accountId(), owner.environment()),
        owner.keyId(),
        answeredAt.minusNanos(exchange.latencyMicros() * 1_000).truncatedTo(ChronoUnit.MILLIS),
        number(exchange.client().requestId()),
        exchange.client().requestId(),
        exchange.method(),
        exchange.path(),
        exchange.route(),
        exchange.status(),
        exchange.errorCode(),
        exchange.latencyMicros(),
        exchange.client().ip(),
        exchange.client().userAgent(),
        exchange.idempotencyKey(),
        exchange.rejection().map(refusal -> refusal.check().word()),
        exchange.rejection().map(refusal -> refusal.detail()),
        Optional.empty());
  }

  /** The same, standing for many. */
  public LoggedRequest with(RejectionSummary many) {
    return new LoggedRequest(
        head,
        keyId,
        at,
        number,
        id,
        method,
        path,
        route,
        status,
        errorCode,
        latencyMicros,
        ip,
        userAgent,
        Optional.empty(),
        refusedBy,
        refusalDetail,
        Optional.of(many));
  }

  /** How many requests this one stands for. */
  public long requests() {
    return summary.map(RejectionSummary::requests).orElse(1L);
  }

  /** The addresses that they came from, as far as they are known. */
  public Stream<String> addresses() {
    return summary.map(many -> many.addresses().keySet().stream()).orElseGet(() -> Stream.of(ip));
  }

  /** The last 60 bits of an id, which are random. */
  static long number(String id) {
    long number = 0;
    for (char digit : id.substring(id.length() - DIGITS_OF_NUMBER).toCharArray()) {
      number = (number << BITS_OF_DIGIT) | DIGITS.indexOf(digit);
    }
    return number;
  }
}
