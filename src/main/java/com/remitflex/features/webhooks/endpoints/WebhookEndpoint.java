package com.remitflex.features.webhooks.endpoints;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.events.Event;
import com.remitflex.platform.database.lists.Position;
import java.time.Instant;
import java.util.Optional;

/**
 * A URL that receives events of an account.
 *
 * @param number its place among the account's endpoints
 * @param fromSeq number of the first event that it receives
 * @param disabledReason present exactly if it is disabled
 * @param secrets what deliveries are signed with, encrypted
 * @param publicKey the Ed25519 key that verifies signatures, 32 bytes
 * @param overlapEndsAt until when deliveries are also signed with the previous secret
 */
public record WebhookEndpoint(
    HeadId head,
    String id,
    long number,
    EndpointSettings settings,
    Optional<DisabledReason> disabledReason,
    long fromSeq,
    byte[] secrets,
    byte[] publicKey,
    Optional<Instant> overlapEndsAt,
    Instant createdAt,
    Instant updatedAt) {

  /** Whether it receives a new event, subject to its filter. */
  public boolean takes(Event event) {
    return settings.enabled() && event.seq() >= fromSeq && chooses(event);
  }

  /** Whether it has chosen the type of an event; a test event is for one endpoint only. */
  public boolean chooses(Event event) {
    return event.type().equals(EventPatterns.TEST)
        ? event.subject().equals(id)
        : EventPatterns.matches(settings.eventTypes(), event.type());
  }

  /** The condition that an event of this type must meet too. */
  public Optional<String> filter(Event event) {
    return event.type().equals(EventPatterns.TEST) ? Optional.empty() : settings.filter();
  }

  /** Its position in the list of the account's endpoints. */
  Position position() {
    return new Position(createdAt, number);
  }

  WebhookEndpoint with(EndpointSettings other, byte[] otherSecrets, Instant now) {
    return new WebhookEndpoint(
        head,
        id,
        number,
        other,
        other.enabled()
            ? Optional.empty()
            : disabledReason.or(() -> Optional.of(DisabledReason.MEMBER)),
        fromSeq,
        otherSecrets,
        publicKey,
        overlapEndsAt,
        createdAt,
        now);
  }

  /** The endpoint that receives events from this one on. */
  WebhookEndpoint from(long seq) {
    return new WebhookEndpoint(
        head,
        id,
        number,
        settings,
        disabledReason,
        seq,
        secrets,
        publicKey,
        overlapEndsAt,
        createdAt,
        updatedAt);
  }

  WebhookEndpoint disabled(DisabledReason reason, Instant now) {
    return new WebhookEndpoint(
        head,
        id,
        number,
        settings.withEnabled(false),
        Optional.of(reason),
        fromSeq,
        secrets,
        publicKey,
        overlapEndsAt,
        createdAt,
        now);
  }

  WebhookEndpoint rotated(byte[] otherSecrets, Instant overlapEnd, Instant now) {
    return new WebhookEndpoint(
        head,
        id,
        number,
        settings,
        disabledReason,
        fromSeq,
        otherSecrets,
        publicKey,
        Optional.of(overlapEnd),
        createdAt,
        now);
  }
}
