package com.remitflex.people;

import com.remitflex.audit.AuditTrail;
import com.remitflex.database.Database;
import com.remitflex.keys.KeyHasher;

/** Everything about the people who use the Dashboard, on one database and under one pepper. */
public final class People {
  private final Sessions sessions;
  private final SignIn signIn;
  private final Credentials credentials;

  public People(Database database, KeyHasher hasher, AuditTrail trail) {
    PeopleSecrets secrets = new PeopleSecrets(hasher);
    Passwords passwords = new Passwords();
    RecoveryCodes recoveryCodes = new RecoveryCodes(secrets);
    Diary diary = new Diary(trail);
    this.sessions = new Sessions(database, diary);
    this.signIn = new SignIn(database, secrets, passwords, recoveryCodes, diary);
    this.credentials = new Credentials(database, secrets, passwords, recoveryCodes, diary);
  }

  public Sessions sessions() {
    return sessions;
  }

  public SignIn signIn() {
    return signIn;
  }

  public Credentials credentials() {
    return credentials;
  }
}
