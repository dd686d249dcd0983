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
import com.remitflex.features.members.signin.HashPool;
import com.remitflex.features.members.signin.PasswordReset;
import com.remitflex.features.members.signin.Passwords;
import com.remitflex.features.members.signin.SignIn;
import com.remitflex.features.members.signin.SignInOutcome;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.net.Network;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How someone who was invited becomes a member. */
public final class Invitations {
  private final Database database;
  private final LinkTokens links;
  private final Passwords passwords;
  private final HashPool hashes;
  private final AttemptLimits limits;
  private final SignIn signIn;
  private final Confirmations confirmations;
  private final PeopleAudit diary;

  public Invitations(
      Database database,
      LinkTokens links,
      Passwords passwords,
      HashPool hashes,
      AttemptLimits limits,
      SignIn signIn,
      Confirmations confirmations,
      PeopleAudit diary) {
    this.database = database;
    this.links = links;
    this.passwords = passwords;
    this.hashes = hashes;
    this.limits = limits;
    this.signIn = signIn;
    this.confirmations = confirmations;
    this.diary = diary;
  }

  /** What the invitation of this token says; empty when it was used or is too old. */
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
   * Makes a new person a member, and signs them in. The link proves the address if it was mailed;
   * the one that the inviter saw does not, and a mail is sent that does.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR (name, password),
   *     NOT_FOUND, RATE_LIMIT_EXCEEDED, SERVICE_UNAVAILABLE
   */
  public SignInOutcome joinAsNew(String token, String name, String password, Client client) {
    LinkTokens.Presented presented =
        limits.require(database, links, Link.Purpose.INVITATION, token, client);
    Link link = presented.link();
    String plainName = PersonName.require(name);
    Passwords.require("password", password, link.email());
    String hash;
    try (HashPool.Place place = hashes.enter(HashPool.Lane.PROVEN, Network.of(client.ip()))) {
      hash = passwords.hash(place, password);
    }
    return database.inTransaction(handle -> {
      if (PersonStore.findByEmail(handle, link.email()).isPresent()) {
        throw ApiError.of(
                ErrorCode.VALIDATION_ERROR,
                "There is a login with this address already. Sign in to accept.")
            .exception();
      }
      String id = PersonStore.create(handle, link.email(), plainName, hash);
      if (presented.provesAddress()) {
        PersonStore.confirm(handle, id);
      }
      Person person = PersonStore.lock(handle, id).person();
      join(handle, link, person, client);
      if (!person.confirmed()) {
        confirmations.send(handle, person);
      }
      return signIn.signedIn(handle, person, client, "invitation");
    });
  }

  /**
   * Makes the person who is signed in a member, if it is who was invited.
   *
   * @throws com.remitflex.platform.errors.ApiException NOT_FOUND, INSUFFICIENT_PERMISSIONS
   */
  public void join(Session session, String token, Client client) {
    Link link =
        database
            .with(handle -> links.find(handle, Link.Purpose.INVITATION, token))
            .map(LinkTokens.Presented::link)
            .orElseThrow(PasswordReset::gone);
    if (!link.email().equals(session.person().email())) {
      throw ApiError.of(
              ErrorCode.INSUFFICIENT_PERMISSIONS,
              "This invitation is for another address than the one you are signed in with.")
          .exception();
    }
    database.inTransaction(handle -> {
      join(handle, link, session.person(), client);
      SessionStore.choose(handle, session.id(), link.invitation().orElseThrow().accountId());
      return link;
    });
  }

  private void join(Handle handle, Link link, Person person, Client client) {
    Link.Into into = link.invitation().orElseThrow();
    List<Member> members = MemberStore.lock(handle, into.accountId());
    boolean member = members.stream().anyMatch(one -> one.person().id().equals(person.id()));
    if (!Team.mayInvite(members, into) || !LinkStore.use(handle, link.id()) || member) {
      throw PasswordReset.gone();
    }
    MemberStore.add(handle, into.accountId(), person.id(), into.role());
    diary.write(
        handle,
        into.accountId(),
        AuditAction.of(
            PeopleAudit.actor(person, client),
            "member.joined",
            person.id(),
            Json.object().put("role", into.role().word()).put("invitation", link.id())));
  }
}
