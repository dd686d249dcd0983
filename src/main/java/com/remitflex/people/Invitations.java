package com.remitflex.people;

import com.remitflex.audit.Act;
import com.remitflex.database.Database;
import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import com.remitflex.http.Client;
import com.remitflex.http.Json;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How someone who was invited becomes a member. */
public final class Invitations {
  private final Database database;
  private final LinkTokens links;
  private final Passwords passwords;
  private final SignIn signIn;
  private final Diary diary;

  Invitations(
      Database database, LinkTokens links, Passwords passwords, SignIn signIn, Diary diary) {
    this.database = database;
    this.links = links;
    this.passwords = passwords;
    this.signIn = signIn;
    this.diary = diary;
  }

  /** What the invitation of this token says; empty when it was used or is too old. */
  public Optional<Invited> find(String token) {
    return database.with(handle ->
        links
            .find(handle, Link.Purpose.INVITATION, token)
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
   * Makes a new person a member, and signs them in: the link has proved the address.
   *
   * @throws com.remitflex.errors.ApiException VALIDATION_ERROR (name, password), NOT_FOUND
   */
  public SignInOutcome joinAsNew(String token, String name, String password, Client client) {
    Link link = require(token);
    String plainName = PersonName.require(name);
    Passwords.require("password", password, link.email());
    String hash = passwords.hash(password);
    return database.inTransaction(handle -> {
      if (PersonStore.findByEmail(handle, link.email()).isPresent()) {
        throw ApiError.of(
                ErrorCode.VALIDATION_ERROR,
                "There is a login with this address already. Sign in to accept.")
            .exception();
      }
      String id = PersonStore.create(handle, link.email(), plainName, hash);
      Person person = PersonStore.lock(handle, id).person();
      join(handle, link, person, client);
      return signIn.signedIn(handle, person, client, "invitation");
    });
  }

  /**
   * Makes the person who is signed in a member, if it is who was invited.
   *
   * @throws com.remitflex.errors.ApiException NOT_FOUND, INSUFFICIENT_PERMISSIONS
   */
  public void join(Session session, String token, Client client) {
    Link link = require(token);
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

  private Link require(String token) {
    return database
        .with(handle -> links.find(handle, Link.Purpose.INVITATION, token))
        .orElseThrow(PasswordReset::gone);
  }

  private void join(Handle handle, Link link, Person person, Client client) {
    Link.Into into = link.invitation().orElseThrow();
    boolean member =
        MemberStore.lock(handle, into.accountId()).stream()
            .anyMatch(one -> one.person().id().equals(person.id()));
    if (!LinkStore.use(handle, link.id()) || member) {
      throw PasswordReset.gone();
    }
    MemberStore.add(handle, into.accountId(), person.id(), into.role());
    diary.write(
        handle,
        into.accountId(),
        Act.of(
            Diary.actor(person, client),
            "member.joined",
            person.id(),
            Json.object().put("role", into.role().word()).put("invitation", link.id())));
  }
}
