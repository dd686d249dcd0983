package com.remitflex.features.members.operators;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.mail.Mail;
import com.remitflex.features.members.people.Link;
import com.remitflex.features.members.people.LinkStore;
import com.remitflex.features.members.people.LinkTokens;
import com.remitflex.features.members.people.Login;
import com.remitflex.features.members.people.PeopleAudit;
import com.remitflex.features.members.people.Person;
import com.remitflex.features.members.people.PersonStore;
import com.remitflex.features.members.people.SessionStore;
import com.remitflex.features.members.signin.PasskeyStore;
import com.remitflex.features.members.signin.Password;
import com.remitflex.features.members.signin.SignIn;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The staff of the platform. An operator has a login of its own, which is never that of a member of
 * an account, and sets a password and a second factor through a link that works once.
 */
public final class Operators {
  private static final int MAX_EMAIL = 254;
  private static final Duration LINK_LIFE = Duration.ofHours(24);

  private final Database database;
  private final LinkTokens links;
  private final PeopleAudit audit;

  public Operators(Database database, LinkTokens links, PeopleAudit audit) {
    this.database = database;
    this.links = links;
    this.audit = audit;
  }

  /**
   * Adds an operator, or adds one again who was removed; rejects with VALIDATION_ERROR (email).
   *
   * @param replacesLogin also for an operator who has a login: it is reset, and sessions end
   * @return the URL with which the operator sets up the login
   */
  @CheckReturnValue
  public Result<String> add(String email, boolean replacesLogin, Actor by) {
    String address = SignIn.address(email);
    if (address.length() > MAX_EMAIL || !Mail.isAddress(address)) {
      return rejected("This is not an email address.");
    }
    String unknown = Password.decoyHash();
    return database.tryInTransaction(handle -> {
      LinkStore.lock(handle, address);
      Optional<Person> person = PersonStore.findByEmail(handle, address).map(Login::person);
      if (person.filter(one -> one.kind() == Person.Kind.MEMBER).isPresent()) {
        return rejected(
            address
                + " is the login of a user of the Dashboard. Operators have logins of their own:"
                + " use another address.");
      }
      if (!replacesLogin
          && person.filter(one -> new Operator(one, Optional.empty()).mayAct()).isPresent()) {
        return rejected(address + " is an operator already. To replace a lost login, add --reset.");
      }

      String id =
          person.map(Person::id).orElseGet(() -> PersonStore.create(handle, address, "", unknown));
      return Result.ok(link(handle, id, address, unknown, by));
    });
  }

  private String link(Handle handle, String id, String address, String unknown, Actor by) {
    PersonStore.lock(handle, id);
    revoke(handle, id, unknown);
    PersonStore.setKind(handle, id, Person.Kind.OPERATOR);
    // Whoever runs the platform vouches for the address.
    PersonStore.confirm(handle, id);
    LinkStore.revoke(handle, Link.Purpose.OPERATOR, address);
    String link = IdPrefix.LINK.next();
    LinkStore.create(handle, link, Link.Purpose.OPERATOR, address, Optional.empty(), LINK_LIFE);
    append(handle, "operator.added", id, address, by);
    return links.address(Link.Purpose.OPERATOR, link, address);
  }

  /** Ends every way in which the person could act. */
  private static void revoke(Handle handle, String id, String unknownPassword) {
    PersonStore.setPassword(handle, id, unknownPassword);
    PersonStore.removeSeed(handle, id);
    PasskeyStore.removeAll(handle, id);
    SessionStore.removeOthers(handle, id, "");
    SessionStore.deleteDevices(handle, id);
  }

  /**
   * Removes an operator, on all nodes from the next request; rejects with NOT_FOUND.
   *
   * @return the address
   */
  @CheckReturnValue
  public Result<String> remove(String email, Actor by) {
    String address = SignIn.address(email);
    String unknown = Password.decoyHash();
    return database.tryInTransaction(handle -> {
      Optional<Person> person =
          PersonStore.findByEmail(handle, address)
              .map(Login::person)
              .filter(one -> one.kind() == Person.Kind.OPERATOR);
      if (person.isEmpty()) {
        return Result.rejected(ErrorCode.NOT_FOUND, address + " is not an operator.");
      }

      String id = person.get().id();
      PersonStore.lock(handle, id);
      revoke(handle, id, unknown);
      PersonStore.setKind(handle, id, Person.Kind.REMOVED_OPERATOR);
      LinkStore.revoke(handle, Link.Purpose.OPERATOR, address);
      append(handle, "operator.removed", id, address, by);
      return Result.ok(address);
    });
  }

  private void append(Handle handle, String action, String id, String address, Actor by) {
    audit.appendToPlatform(
        handle, AuditAction.of(by, action, id, Json.object().put("email", address)));
  }

  /** All operators, also those who were removed, in the order in which they were first added. */
  public List<Operator> list() {
    return database.inSnapshot(handle -> {
      Map<String, Instant> seen = OperatorStore.lastSeen(handle);
      return PersonStore.operators(handle).stream()
          .map(person -> new Operator(person, Optional.ofNullable(seen.get(person.id()))))
          .toList();
    });
  }

  /** The email addresses of operators by their IDs, for lists of what they did. */
  public Map<String, String> labels(List<String> ids) {
    return database.with(handle -> PersonStore.labels(handle, ids));
  }

  /** The operators that no one has added, for `doctor`. */
  public static List<String> violations(Handle handle) {
    return OperatorStore.unexplained(handle).stream()
        .map(id ->
            id
                + ": an operator whom, by the audit log, no one has added or someone has removed."
                + " Find out who can write to the database, and remove the operator.")
        .toList();
  }

  private static Result<String> rejected(String message) {
    return Result.rejected(ApiError.at("email", ErrorCode.VALIDATION_ERROR, message));
  }
}
