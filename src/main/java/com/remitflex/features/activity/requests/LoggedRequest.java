package com.remitflex.features.activity.requests;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.platform.access.KeyOwner;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.http.api.Check;
import com.remitflex.platform.http.api.Exchange;
import com.remitflex.platform.http.api.Rejection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request in the history of its key.
 *
 * @param at when it was received, in database time, to the millisecond
 * @param number the random part of its ID: distinguishes requests of the same millisecond
 * @param path without its query, masked
 * @param route the template of the route, or `unknown`
 * @param refusedBy the name of the check that rejected it
 * @param refusalDetail the reason in a sentence, for the key's owner
 * @param summary of the rejected requests of the same second that this row represents
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

  /** A request as the history stores it. */
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
        exchange.rejection().map(rejection -> rejection.check().word()),
        exchange.rejection().map(rejection -> rejection.detail()),
        Optional.empty());
  }

  /** The same request, as the row that represents these. */
  public LoggedRequest with(RejectionSummary requests) {
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
        Optional.of(requests));
  }

  /** How many requests this row represents. */
  public long requests() {
    return summary.map(RejectionSummary::requests).orElse(1L);
  }

  /** The addresses of the requests that this row represents, as far as they are stored. */
  public Stream<String> addresses() {
    return summary.map(one -> one.addresses().keySet().stream()).orElseGet(() -> Stream.of(ip));
  }

  /** Its position in the history. */
  public Position position() {
    return new Position(at, number);
  }

  /** The checks of the request in their order, up to the one that rejected it. */
  public List<Rejection.Step> steps() {
    Optional<Check> failed =
        refusedBy.flatMap(word ->
            Arrays.stream(Check.values()).filter(one -> one.word().equals(word)).findFirst());
    return Rejection.steps(failed, refusalDetail.orElse(""));
  }

  /** The last 60 bits of an ID, which are random. */
  static long number(String id) {
    long number = 0;
    for (char digit : id.substring(id.length() - DIGITS_OF_NUMBER).toCharArray()) {
      number = (number << BITS_OF_DIGIT) | DIGITS.indexOf(digit);
    }
    return number;
  }
}
