package com.remitflex.features.members.signin;

import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.people.SessionStage;

/** One of the two sites to which people sign in; nobody may sign in to both with one login. */
public enum Realm {
  DASHBOARD(Person.Kind.MEMBER, SessionStage.CODE, SessionStage.WHOLE),
  /** Where a second factor is mandatory. */
  OPERATOR(Person.Kind.OPERATOR, SessionStage.OPERATOR_CODE, SessionStage.OPERATOR);

  private final Person.Kind kind;
  private final SessionStage beforeCode;
  private final SessionStage signedIn;

  Realm(Person.Kind kind, SessionStage beforeCode, SessionStage signedIn) {
    this.kind = kind;
    this.beforeCode = beforeCode;
    this.signedIn = signedIn;
  }

  /** Whether the person may sign in here. */
  boolean admits(Person person) {
    return person.kind() == kind;
  }

  /** Whether a person without a second factor may sign in. */
  boolean admitsPasswordOnly() {
    return this == DASHBOARD;
  }

  SessionStage beforeCode() {
    return beforeCode;
  }

  SessionStage signedIn() {
    return signedIn;
  }
}
