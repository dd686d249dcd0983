package com.remitflex.features.members.people;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A browser in which someone has signed in, as the database has it at this request.
 *
 * @param memberships every account of the person, in order of their ids
 * @param chosen the account that was chosen last, or else the first
 * @param flash to be said on the next page
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

  /** One row of the list of sessions. */
  public record Row(
      String id, String ip, String userAgent, Instant createdAt, Instant lastSeenAt) {}
}
