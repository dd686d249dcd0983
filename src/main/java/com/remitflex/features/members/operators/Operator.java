package com.remitflex.features.members.operators;

import com.remitflex.features.members.people.Person;
import java.time.Instant;
import java.util.Optional;

/**
 * A member of the platform's staff.
 *
 * @param person who has set up a second factor once it is enrolled
 * @param lastSeenAt the last use of a session that has not ended
 */
public record Operator(Person person, Optional<Instant> lastSeenAt) {
  /** Whether the operator may sign in: added, not removed, and with a second factor. */
  public boolean mayAct() {
    return person.kind() == Person.Kind.OPERATOR && person.secondFactor();
  }

  /** The state in one word: active, invited or removed. */
  public String status() {
    return switch (person.kind()) {
      case OPERATOR -> person.secondFactor() ? "active" : "invited";
      default -> "removed";
    };
  }
}
