package com.remitflex.people;

import com.remitflex.audit.AuditTrail;
import com.remitflex.database.Database;
import com.remitflex.keys.KeyHasher;
import org.jdbi.v3.core.Handle;

/** Everything about the people who use the Dashboard, on one database and under one pepper. */
public final class People {
  private final Sessions sessions;
  private final SignIn signIn;
  private final Credentials credentials;
  private final LinkTokens links;
  private final Passkeys passkeys;
  private final PasswordReset passwordReset;
  private final Invitations invitations;
  private final Team team;
  private final Seeds seeds;

  /**
   * The people of this installation.
   *
   * @param publicUrl base of every link
   */
  public People(Database database, KeyHasher hasher, AuditTrail trail, String publicUrl) {
    PeopleSecrets secrets = new PeopleSecrets(hasher);
    database.configure(PeopleSeal.class, seal -> seal.use(secrets));
    Passwords passwords = new Passwords();
    Diary diary = new Diary(trail);
    this.links = new LinkTokens(secrets, publicUrl);
    this.sessions = new Sessions(database, diary);
    this.signIn = new SignIn(database, secrets, passwords, diary);
    this.credentials = new Credentials(database, secrets, passwords, diary);
    this.passkeys = new Passkeys(database, secrets, credentials, signIn, diary, publicUrl);
    this.passwordReset = new PasswordReset(database, links, passwords, diary);
    this.invitations = new Invitations(database, links, passwords, signIn, diary);
    this.team = new Team(database, links, diary);
    this.seeds = new Seeds(database, secrets);
  }

  /**
   * Makes a new person the owner of an account, in a transaction of a database on which people
   * already work.
   *
   * @param email in lower case; no other person may have it
   */
  public static void createOwner(
      Handle handle, String accountId, String email, String passwordHash) {
    MemberStore.add(
        handle, accountId, PersonStore.create(handle, email, "", passwordHash), Role.OWNER);
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

  public Passkeys passkeys() {
    return passkeys;
  }

  public LinkTokens links() {
    return links;
  }

  public PasswordReset passwordReset() {
    return passwordReset;
  }

  public Invitations invitations() {
    return invitations;
  }

  public Team team() {
    return team;
  }

  public Seeds seeds() {
    return seeds;
  }
}
