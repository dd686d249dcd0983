package com.remitflex.features.members;

import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.members.operators.Operators;
import com.remitflex.features.members.people.LinkTokens;
import com.remitflex.features.members.people.MemberStore;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.PeopleSecrets;
import com.remitflex.features.members.people.PeopleSecretsConfig;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.Role;
import com.remitflex.features.members.people.Sessions;
import com.remitflex.features.members.signin.AttemptLimits;
import com.remitflex.features.members.signin.Credentials;
import com.remitflex.features.members.signin.FailedSignIns;
import com.remitflex.features.members.signin.HashPool;
import com.remitflex.features.members.signin.OperatorEnrolment;
import com.remitflex.features.members.signin.Passkeys;
import com.remitflex.features.members.signin.PasswordReset;
import com.remitflex.features.members.signin.Passwords;
import com.remitflex.features.members.signin.Realm;
import com.remitflex.features.members.signin.SignIn;
import com.remitflex.features.members.signin.TotpSeedReencryption;
import com.remitflex.features.members.team.Confirmations;
import com.remitflex.features.members.team.InvitationAcceptance;
import com.remitflex.features.members.team.Invitations;
import com.remitflex.features.members.team.Team;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.UnauthorizedLimit;
import com.remitflex.platform.secrets.KeyHasher;
import org.jdbi.v3.core.Handle;

/** The services for the users of the Dashboard, on one database and under one pepper. */
public final class People {
  private final Sessions sessions;
  private final SignIn signIn;
  private final Credentials credentials;
  private final LinkTokens links;
  private final Passkeys passkeys;
  private final PasswordReset passwordReset;
  private final Invitations invitations;
  private final InvitationAcceptance invitationAcceptance;
  private final Team team;
  private final TotpSeedReencryption seedReencryption;
  private final Confirmations confirmations;
  private final FailedSignIns failedSignIns;
  private final Operators operators;
  private final SignIn operatorSignIn;
  private final Passkeys operatorPasskeys;
  private final OperatorEnrolment enrolment;

  /**
   * The services for a command.
   *
   * @param publicUrl base of every link
   */
  public People(Database database, KeyHasher hasher, AuditTrail trail, String publicUrl) {
    this(database, hasher, trail, publicUrl, UnauthorizedLimit.NONE, new DatabaseClock());
  }

  /**
   * The services for a server.
   *
   * @param publicUrl base of every link
   * @param attempts limits the attempts of unauthenticated clients
   */
  public People(
      Database database,
      KeyHasher hasher,
      AuditTrail trail,
      String publicUrl,
      UnauthorizedLimit attempts,
      DatabaseClock clock) {
    PeopleSecrets secrets = new PeopleSecrets(hasher);
    database.configure(PeopleSecretsConfig.class, seal -> seal.use(secrets));
    Passwords passwords = new Passwords(new HashPool());
    AttemptLimits limits = new AttemptLimits(attempts);
    PeopleAudit audit = new PeopleAudit(trail);
    this.links = new LinkTokens(secrets, publicUrl);
    this.sessions = new Sessions(database, audit);
    this.signIn = new SignIn(database, secrets, passwords, limits, audit, Realm.DASHBOARD);
    this.credentials = new Credentials(database, secrets, passwords, audit);
    this.passkeys =
        new Passkeys(database, secrets, credentials, signIn, limits, clock, audit, publicUrl);
    this.passwordReset = new PasswordReset(database, secrets, links, passwords, limits, audit);
    this.confirmations = new Confirmations(database, links, audit);
    this.invitations = new Invitations(database, links, audit);
    this.invitationAcceptance =
        new InvitationAcceptance(database, links, passwords, limits, signIn, confirmations, audit);
    this.team = new Team(database, audit);
    this.seedReencryption = new TotpSeedReencryption(database, secrets);
    this.failedSignIns = new FailedSignIns(database, audit);
    this.operators = new Operators(database, links, audit);
    this.operatorSignIn = new SignIn(database, secrets, passwords, limits, audit, Realm.OPERATOR);
    this.operatorPasskeys =
        new Passkeys(
            database, secrets, credentials, operatorSignIn, limits, clock, audit, publicUrl);
    this.enrolment =
        new OperatorEnrolment(database, secrets, links, passwords, limits, operatorSignIn, audit);
  }

  /**
   * Creates a person who owns an account, in the caller's transaction.
   *
   * @param email in lower case; no other person may have it
   */
  public static void createOwner(
      Handle handle, String accountId, String email, String passwordHash) {
    String id = PersonStore.create(handle, email, "", passwordHash);
    // The operator, who starts the platform, vouches for the email address.
    PersonStore.confirm(handle, id);
    MemberStore.add(handle, accountId, id, Role.OWNER);
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

  public InvitationAcceptance invitationAcceptance() {
    return invitationAcceptance;
  }

  public Confirmations confirmations() {
    return confirmations;
  }

  /** Records failed sign-ins in the audit log; must be started. */
  public FailedSignIns failedSignIns() {
    return failedSignIns;
  }

  /** The staff of the platform. */
  public Operators operators() {
    return operators;
  }

  /** Signing in to the operator console. */
  public SignIn operatorSignIn() {
    return operatorSignIn;
  }

  /** Signing in to the operator console with a passkey. */
  public Passkeys operatorPasskeys() {
    return operatorPasskeys;
  }

  public OperatorEnrolment operatorEnrolment() {
    return enrolment;
  }

  public Team team() {
    return team;
  }

  public TotpSeedReencryption seedReencryption() {
    return seedReencryption;
  }
}
