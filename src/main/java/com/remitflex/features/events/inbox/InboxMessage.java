package com.remitflex.features.events.inbox;

import com.remitflex.platform.database.lists.Position;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request that an inbox has received, with its secrets masked.
 *
 * @param number of the message within its inbox
 * @param eventId value of the header webhook-id
 * @param eventType the field `type` of the body
 * @param bytes length of the body as it arrived
 * @param signatures what the check of each signature has found when it arrived
 */
public record InboxMessage(
    String accountId,
    long number,
    String id,
    Instant receivedAt,
    Optional<String> eventId,
    Optional<String> eventType,
    long bytes,
    Map<String, String> headers,
    String body,
    List<CheckedSignature> signatures) {
  Position position() {
    return new Position(receivedAt, number);
  }

  /**
   * The check of one signature.
   *
   * @param endpointId the endpoint whose secret it was checked with
   * @param scheme for example `v1`
   * @param outcome `valid`, `invalid`, `absent` or `stale`
   * @param explanation what was compared, in a sentence
   */
  public record CheckedSignature(
      String endpointId, String scheme, String outcome, String explanation) {
    public boolean isValid() {
      return outcome.equals("valid");
    }
  }
}
