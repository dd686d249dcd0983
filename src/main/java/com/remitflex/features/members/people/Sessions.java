package com.remitflex.features.members.people;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.platform.access.Client;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Who is signed in: read from the database at each request, so that an end is an end everywhere.
 */
public final class Sessions {
  /** A session that is not used for so long has ended. */
  private static final Duration IDLE = Duration.ofHours(12);

  private static final Duration LIFE = Duration.ofDays(7);
  private static final Duration LIFE_BEFORE_CODE = Duration.ofMinutes(10);

  /** How long a browser is known in which someone has signed in. */
  private static final Duration DEVICE_LIFE = Duration.ofDays(180);

  private final Database database;
  private final PeopleAudit diary;

  public Sessions(Database database, PeopleAudit diary) {
    this.database = database;
    this.diary = diary;
  }

  /** The session of this token, unless it has ended. */
  public Optional<Session> find(String token, Client client) {
    return database.with(handle -> {
      Optional<Session> found = SessionStore.find(handle, token, IDLE);
      found.ifPresent(session -> SessionStore.seen(handle, session.id(), client));
      return found;
    });
  }

  /** A new session; answers its token, which is kept nowhere. */
  public static String open(Handle handle, String userId, SessionStage stage, Client client) {
    String token = Tokens.next();
    Duration life = stage == SessionStage.WHOLE ? LIFE : LIFE_BEFORE_CODE;
    SessionStore.create(handle, token, userId, stage, client, life);
    return token;
  }

  /** Makes this browser known; answers its token. */
  public static String remember(Handle handle, String userId) {
    String token = Tokens.next();
    SessionStore.remember(handle, token, userId, DEVICE_LIFE);
    return token;
  }

  /** Where else the person is signed in, and here. */
  public List<Session.Row> list(Session session) {
    return database.with(handle -> SessionStore.list(handle, session.person().id(), IDLE));
  }

  /** Ends a session in whose place the same browser has another one now. */
  public void replaced(Session session) {
    database.use(handle -> SessionStore.remove(handle, session.person().id(), session.id()));
  }

  public void signOut(Session session, Client client) {
    database.inTransaction(handle -> {
      SessionStore.remove(handle, session.person().id(), session.id());
      write(handle, session, client, "user.signed_out");
      return session;
    });
  }

  /**
   * Ends one of the person's sessions.
   *
   * @throws com.remitflex.platform.errors.ApiException NOT_FOUND
   */
  public void revoke(Session session, String id, Client client) {
    database.inTransaction(handle -> {
      if (!SessionStore.remove(handle, session.person().id(), id)) {
        throw ApiError.of(ErrorCode.NOT_FOUND, "This session has ended before.").exception();
      }
      write(handle, session, client, "user.session_revoked");
      return session;
    });
  }

  /** Ends every session of the person, this one too, and forgets the known browsers. */
  public void signOutEverywhere(Session session, Client client) {
    database.inTransaction(handle -> {
      PersonStore.lock(handle, session.person().id());
      SessionStore.removeOthers(handle, session.person().id(), "");
      SessionStore.forgetDevices(handle, session.person().id());
      write(handle, session, client, "user.signed_out_everywhere");
      return session;
    });
  }

  /**
   * Makes another account of the person the one that is shown.
   *
   * @throws com.remitflex.platform.errors.ApiException NOT_FOUND
   */
  public void choose(Session session, String accountId) {
    if (session.memberships().stream().noneMatch(one -> one.accountId().equals(accountId))) {
      throw ApiError.of(ErrorCode.NOT_FOUND, "You are not a member of this account.").exception();
    }
    database.use(handle -> SessionStore.choose(handle, session.id(), accountId));
  }

  /** What the next page is to say. */
  public void flash(Session session, String text) {
    database.use(handle -> SessionStore.setFlash(handle, session.id(), Optional.of(text)));
  }

  public void flashWasSaid(Session session) {
    database.use(handle -> SessionStore.setFlash(handle, session.id(), Optional.empty()));
  }

  private void write(Handle handle, Session session, Client client, String action) {
    Person person = session.person();
    diary.writeEverywhere(
        handle,
        person.id(),
        AuditAction.of(PeopleAudit.actor(person, client), action, person.id()));
  }
}
