package com.remitflex.features.members.people;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A session of a user in one browser, as it was in the database when this request arrived.
 *
 * @param memberships every account of the person, in order of their IDs
 * @param chosen the account that was chosen last; the first account if none was
 * @param flash a message for the next page
 */
public record Session(
    String id,
    SessionStage stage,
    Person person,
    List<Membership> memberships,
    Optional<Membership> chosen,
    Optional<String> flash) {
  /** The same session in this account of the person; empty when the person is not a member. */
  public Optional<Session> in(String accountId) {
    return memberships.stream()
        .filter(one -> one.accountId().equals(accountId))
        .findFirst()
        .map(one -> new Session(id, stage, person, memberships, Optional.of(one), flash));
  }

  /** A session in the list of a person's sessions. */
  public record Row(
      String id, String ip, String userAgent, Instant createdAt, Instant lastSeenAt) {}
}
