package com.remitflex.features.members.people;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The sessions of users, read from the database at each request, so that an ended session is
 * rejected by every node immediately.
 */
public final class Sessions {
  /** A session ends when it is not used for this long. */
  private static final Duration MAX_IDLE = Duration.ofHours(12);

  private static final int PAGE_SIZE = 25;
  private static final Duration LIFE = Duration.ofDays(7);
  private static final Duration LIFE_BEFORE_CODE = Duration.ofMinutes(10);

  /** Shorter for operators, because their sessions act on the money of all accounts. */
  private static final Duration MAX_IDLE_OF_CONSOLE = Duration.ofHours(1);

  private static final Duration LIFE_OF_CONSOLE = Duration.ofHours(12);

  /** How long a browser stays known after a sign-in. */
  private static final Duration DEVICE_LIFE = Duration.ofDays(180);

  private final Database database;
  private final PeopleAudit audit;

  public Sessions(Database database, PeopleAudit audit) {
    this.database = database;
    this.audit = audit;
  }

  /** The active session of this token. */
  public Optional<Session> find(String token, Client client) {
    return database.with(handle -> {
      Optional<Session> found = SessionStore.find(handle, token, MAX_IDLE);
      found.ifPresent(session -> SessionStore.seen(handle, session.id(), client));
      return found;
    });
  }

  /** The active session of the operator console with this token. */
  public Optional<Session> findOfConsole(String token, Client client) {
    return database.with(handle -> {
      Optional<Session> found = SessionStore.findOfConsole(handle, token, MAX_IDLE_OF_CONSOLE);
      found.ifPresent(session -> SessionStore.seen(handle, session.id(), client));
      return found;
    });
  }

  /** Creates a session; returns its token, of which only an HMAC is stored. */
  public static String create(Handle handle, String userId, SessionStage stage, Client client) {
    String token = Tokens.next();
    Duration life =
        switch (stage) {
          case WHOLE -> LIFE;
          case OPERATOR -> LIFE_OF_CONSOLE;
          default -> LIFE_BEFORE_CODE;
        };
    SessionStore.create(handle, token, userId, stage, client, life);
    return token;
  }

  /**
   * Ends every session and every link in an email, after a restore: they may have ended since the
   * backup.
   */
  public static void endAll(Database database) {
    database.inTransaction(handle -> {
      SessionStore.deleteAll(handle);
      LinkStore.endAll(handle);
      return true;
    });
  }

  /** Makes this browser known to the person; returns its token. */
  public static String storeDevice(Handle handle, String userId) {
    String token = Tokens.next();
    SessionStore.storeDevice(handle, token, userId, DEVICE_LIFE);
    return token;
  }

  /**
   * A page of a person's active sessions.
   *
   * @param next ID of the session after which the next page begins; absent on the last page
   */
  public record Page(List<Session.Row> rows, Optional<String> next) {}

  /**
   * A page of the person's active sessions, the last used first.
   *
   * @param after where the page before has ended; absent: the first page
   */
  public Page list(Session session, Optional<String> after) {
    Duration idle = session.stage().isOfConsole() ? MAX_IDLE_OF_CONSOLE : MAX_IDLE;
    List<Session.Row> found =
        database.with(handle -> SessionStore.list(handle, session, idle, after, PAGE_SIZE + 1));
    return found.size() <= PAGE_SIZE
        ? new Page(found, Optional.empty())
        : new Page(found.subList(0, PAGE_SIZE), Optional.of(found.get(PAGE_SIZE - 1).id()));
  }

  /** Ends a session that a new session of the same browser replaces. */
  public void removeReplaced(Session session) {
    database.use(handle -> SessionStore.remove(handle, session.person().id(), session.id()));
  }

  public void signOut(Session session, Client client) {
    database.inTransaction(handle -> {
      SessionStore.remove(handle, session.person().id(), session.id());
      append(handle, session, client, "user.signed_out");
      return session;
    });
  }

  /** Ends one of the person's sessions; rejects with NOT_FOUND. */
  @CheckReturnValue
  public Result<Session> revoke(Session session, String id, Client client) {
    return database.tryInTransaction(handle -> {
      if (!SessionStore.remove(handle, session.person().id(), id)) {
        return Result.rejected(ErrorCode.NOT_FOUND, "This session has already ended.");
      }

      append(handle, session, client, "user.session_revoked");
      return Result.ok(session);
    });
  }

  /** Ends every session of the person, including this one, and deletes the known browsers. */
  public void signOutEverywhere(Session session, Client client) {
    database.inTransaction(handle -> {
      PersonStore.lock(handle, session.person().id());
      SessionStore.removeOthers(handle, session.person().id(), "");
      SessionStore.deleteDevices(handle, session.person().id());
      append(handle, session, client, "user.signed_out_everywhere");
      return session;
    });
  }

  /** Chooses the account that the Dashboard shows; rejects with NOT_FOUND. */
  @CheckReturnValue
  public Result<Session> choose(Session session, String accountId) {
    Optional<Session> chosen = session.in(accountId);
    if (chosen.isEmpty()) {
      return Result.rejected(ErrorCode.NOT_FOUND, "You are not a member of this account.");
    }

    database.use(handle -> SessionStore.choose(handle, session.id(), accountId));
    return Result.ok(chosen.get());
  }

  /** Sets the message for the next page. */
  public void flash(Session session, String text) {
    database.use(handle -> SessionStore.setFlash(handle, session.id(), Optional.of(text)));
  }

  public void clearFlash(Session session) {
    database.use(handle -> SessionStore.setFlash(handle, session.id(), Optional.empty()));
  }

  private void append(Handle handle, Session session, Client client, String action) {
    Person person = session.person();
    audit.appendEverywhere(
        handle,
        person.id(),
        AuditAction.of(PeopleAudit.actor(person, client), action, person.id()));
  }
}
