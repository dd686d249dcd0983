package com.remitflex.features.members.team;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.features.members.people.Link;
import com.remitflex.features.members.people.LinkStore;
import com.remitflex.features.members.people.LinkTokens;
import com.remitflex.features.members.people.Member;
import com.remitflex.features.members.people.MemberStore;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.people.PersonName;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.Session;
import com.remitflex.features.members.people.SessionStore;
import com.remitflex.features.members.signin.AttemptLimits;
import com.remitflex.features.members.signin.Passwords;
import com.remitflex.features.members.signin.SignIn;
import com.remitflex.features.members.signin.SignInOutcome;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.json.Json;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Makes a person who was invited a member. */
public final class InvitationAcceptance {
  private final Database database;
  private final LinkTokens links;
  private final Passwords passwords;
  private final AttemptLimits limits;
  private final SignIn signIn;
  private final Confirmations confirmations;
  private final PeopleAudit audit;

  public InvitationAcceptance(
      Database database,
      LinkTokens links,
      Passwords passwords,
      AttemptLimits limits,
      SignIn signIn,
      Confirmations confirmations,
      PeopleAudit audit) {
    this.database = database;
    this.links = links;
    this.passwords = passwords;
    this.limits = limits;
    this.signIn = signIn;
    this.confirmations = confirmations;
    this.audit = audit;
  }

  /** The invitation of this token; empty when it was used or has expired. */
  public Optional<Invited> find(String token) {
    return database.with(handle ->
        links
            .find(handle, Link.Purpose.INVITATION, token)
            .map(LinkTokens.Presented::link)
            .map(link -> {
              Link.Into into = link.invitation().orElseThrow();
              return new Invited(
                  link.email(),
                  into.role(),
                  MemberStore.accountName(handle, into.accountId()).orElse(""),
                  PersonStore.findByEmail(handle, link.email()).isPresent());
            }));
  }

  /**
   * Creates a person, who becomes a member and is signed in. A link that was sent by email proves
   * the address. A link that the inviter has seen does not: then an email is sent to confirm it.
   *
   * <p>Rejects with NOT_FOUND, RATE_LIMIT_EXCEEDED or VALIDATION_ERROR (name, password).
   *
   * @throws com.remitflex.platform.errors.ApiException SERVICE_UNAVAILABLE
   */
  @CheckReturnValue
  public Result<SignInOutcome.SignedIn> joinAsNew(
      String token, String name, String password, Client client) {
    return limits
        .requireLink(database, links, Link.Purpose.INVITATION, token, client)
        .flatMap(presented ->
            PersonName.of(name)
                .flatMap(storedName -> joinAsNew(presented, storedName, password, client)));
  }

  private Result<SignInOutcome.SignedIn> joinAsNew(
      LinkTokens.Presented presented, String name, String password, Client client) {
    Link link = presented.link();
    Optional<ApiError> weak = Passwords.reject("password", password, link.email());
    if (weak.isPresent()) {
      return Result.rejected(weak.get());
    }
    String hash = passwords.hash(password, client);
    return database.tryInTransaction(handle -> {
      if (PersonStore.findByEmail(handle, link.email()).isPresent()) {
        return Result.rejected(
            ErrorCode.VALIDATION_ERROR,
            "A login with this address already exists. Sign in to accept the invitation.");
      }
      Person person = create(handle, presented, name, hash);
      return join(handle, link, person, client)
          .map(joined -> {
            if (!person.confirmed()) {
              confirmations.send(handle, person);
            }
            return signIn.openSession(handle, person, client, "invitation");
          });
    });
  }

  private static Person create(
      Handle handle, LinkTokens.Presented presented, String name, String hash) {
    String id = PersonStore.create(handle, presented.link().email(), name, hash);
    if (presented.provesAddress()) {
      PersonStore.confirm(handle, id);
    }
    return PersonStore.lock(handle, id).person();
  }

  /**
   * Makes the person who is signed in a member; rejects with NOT_FOUND, or with
   * INSUFFICIENT_PERMISSIONS when someone else was invited.
   */
  @CheckReturnValue
  public Result<Link> join(Session session, String token, Client client) {
    Optional<Link> found =
        database
            .with(handle -> links.find(handle, Link.Purpose.INVITATION, token))
            .map(LinkTokens.Presented::link);
    if (found.isEmpty()) {
      return Result.rejected(LinkTokens.invalid());
    }
    Link link = found.get();
    if (!link.email().equals(session.person().email())) {
      return Result.rejected(
          ErrorCode.INSUFFICIENT_PERMISSIONS,
          "This invitation was sent to a different address than the one you are signed in with.");
    }
    return database.tryInTransaction(handle ->
        join(handle, link, session.person(), client)
            .map(joined -> {
              SessionStore.choose(
                  handle, session.id(), joined.invitation().orElseThrow().accountId());
              return joined;
            }));
  }

  private Result<Link> join(Handle handle, Link link, Person person, Client client) {
    Link.Into into = link.invitation().orElseThrow();
    List<Member> members = MemberStore.lock(handle, into.accountId());
    boolean isMember = TeamRules.find(members, person.id()).isPresent();
    if (!TeamRules.mayStillInvite(members, into) || !LinkStore.use(handle, link.id()) || isMember) {
      return Result.rejected(LinkTokens.invalid());
    }

    MemberStore.add(handle, into.accountId(), person.id(), into.role());
    audit.append(
        handle,
        into.accountId(),
        AuditAction.of(
            PeopleAudit.actor(person, client),
            "member.joined",
            person.id(),
            Json.object().put("role", into.role().word()).put("invitation", link.id())));
    return Result.ok(link);
  }
}
