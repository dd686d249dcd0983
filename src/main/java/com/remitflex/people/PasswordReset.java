package com.remitflex.people;

import com.remitflex.audit.Act;
import com.remitflex.audit.Actor;
import com.remitflex.database.Database;
import com.remitflex.errors.ApiError;
import com.remitflex.errors.ErrorCode;
import com.remitflex.http.Client;
import com.remitflex.http.Json;
import com.remitflex.ids.IdPrefix;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A new password for who has forgotten the old one, by a link to the e-mail address. The second
 * factor stays: whoever reads the mail needs it as well.
 */
public final class PasswordReset {
  private static final Duration LIFE = Duration.ofHours(1);

  /** So long no second mail is sent: nobody can fill a mail box. */
  private static final Duration NOT_AGAIN = Duration.ofMinutes(5);

  private static final long MOST_AN_HOUR = 3;

  private final Database database;
  private final LinkTokens links;
  private final Passwords passwords;
  private final Diary diary;

  PasswordReset(Database database, LinkTokens links, Passwords passwords, Diary diary) {
    this.database = database;
    this.links = links;
    this.passwords = passwords;
    this.diary = diary;
  }

  /** Sends a link if there is such a person; whoever asks is not told. */
  public void request(String email, Client client) {
    String address = SignIn.address(email);
    database.inTransaction(handle -> {
      Optional<Login> login = PersonStore.findByEmail(handle, address);
      if (login.isEmpty()) {
        return login;
      }
      // One after the other: many requests at once send no more mails than as many in a row.
      LinkStore.lock(handle, address);
      if (LinkStore.hasRecentReset(handle, address, NOT_AGAIN)
          || LinkStore.resetsSent(handle, address, Duration.ofHours(1)) >= MOST_AN_HOUR) {
        return login;
      }
      Person person = login.get().person();
      String id = newLink(handle, address);
      diary.tell(
          handle,
          person,
          "Set a new password for RemitFlex",
          """
          Someone at %s asked for a new password for this address. If it was you, open this link \
          within an hour:

          %s

          If not, there is nothing to do: your password stays as it is.
          """
              .formatted(client.ip(), LinkTokens.mark(Link.Purpose.RESET, id)));
      return login;
    });
  }

  /**
   * A link for the operator to hand over.
   *
   * @param withoutSecondFactor takes the second factor away, for who has lost it too
   * @throws com.remitflex.errors.ApiException NOT_FOUND
   */
  public String byOperator(String email, boolean withoutSecondFactor) {
    String address = SignIn.address(email);
    return database.inTransaction(handle -> {
      Person person =
          PersonStore.findByEmail(handle, address)
              .map(Login::person)
              .orElseThrow(() ->
                  ApiError.of(ErrorCode.NOT_FOUND, "No one signs in with " + address + ".")
                      .exception());
      PersonStore.lock(handle, person.id());
      if (withoutSecondFactor) {
        PersonStore.removeSeed(handle, person.id());
        SessionStore.removeOthers(handle, person.id(), "");
      }
      diary.writeEverywhere(
          handle,
          person.id(),
          Act.of(
              Actor.operator(),
              "user.reset_by_operator",
              person.id(),
              Json.object().put("second_factor_removed", withoutSecondFactor)));
      return links.address(Link.Purpose.RESET, newLink(handle, address), address);
    });
  }

  private static String newLink(Handle handle, String address) {
    String id = IdPrefix.LINK.next();
    LinkStore.create(handle, id, Link.Purpose.RESET, address, Optional.empty(), LIFE);
    return id;
  }

  /** Whether a new password can be set by this token. */
  public boolean isGood(String token) {
    return database.with(handle -> links.find(handle, Link.Purpose.RESET, token)).isPresent();
  }

  /**
   * Sets the new password, signs the person out everywhere, and ends the passkeys: who has lost
   * control of a login gets all of it back.
   *
   * @throws com.remitflex.errors.ApiException VALIDATION_ERROR (password), NOT_FOUND
   */
  public void set(String token, String password, Client client) {
    Link link =
        database
            .with(handle -> links.find(handle, Link.Purpose.RESET, token))
            .orElseThrow(PasswordReset::gone);
    Passwords.require("password", password, link.email());
    String hash = passwords.hash(password);
    database.inTransaction(handle -> {
      Person person =
          PersonStore.findByEmail(handle, link.email())
              .map(Login::person)
              .orElseThrow(PasswordReset::gone);
      PersonStore.lock(handle, person.id());
      if (!LinkStore.use(handle, link.id())) {
        throw gone();
      }
      LinkStore.endResets(handle, link.email());
      PersonStore.setPassword(handle, person.id(), hash);
      SessionStore.removeOthers(handle, person.id(), "");
      SessionStore.forgetDevices(handle, person.id());
      int passkeys = PasskeyStore.removeAll(handle, person.id());
      diary.tellOfChange(
          handle,
          person,
          client,
          "Your password was set anew by a link."
              + (passkeys == 0 ? "" : " Your passkeys have ended with it: add them again."));
      diary.writeEverywhere(
          handle,
          person.id(),
          Act.of(Diary.actor(person, client), "user.password_reset", person.id()));
      return person;
    });
  }

  static RuntimeException gone() {
    return ApiError.of(
            ErrorCode.NOT_FOUND, "This link was used before, or it is too old. Ask for another.")
        .exception();
  }
}
