package com.remitflex.features.rails.pauses;

import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.jobs.Recent;
import com.remitflex.platform.secrets.PepperMac;
import com.remitflex.platform.text.ApiKeyText;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The switches that stop rails: while one is paused, nothing new is begun on it, and what was sent
 * is followed. They hold on every node within a fraction of a second, and over restarts.
 *
 * <p>Several causes can pause the same rail; each is lifted separately.
 */
public final class Pauses {
  private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);

  /** How old the state may be that a worker acts on. */
  private static final Duration MAX_AGE = Duration.ofMillis(250);

  private static final int MAX_REASON = 300;

  private final Database database;
  private final AuditTrail trail;
  private final Recent<PauseState> recent;

  public Pauses(Database database, AuditTrail trail) {
    this.database = database;
    this.trail = trail;
    this.recent = new Recent<>(this::state, MAX_AGE);
  }

  /** Pauses everything in a database that was just restored. */
  public static void afterRestore(Database database, AuditTrail trail) {
    Result<Paused> paused =
        new Pauses(database, trail)
            .pause(
                PauseTarget.everything(),
                PauseCause.RESTORE,
                "The database was restored from a backup. Compare payments and deposits with the"
                    + " chains and banks before you resume.",
                Actor.platform());
    LOG.info("everything is paused after the restore: {}", paused.orElseThrow().pause().since());
  }

  /** What is paused, read from the database. */
  public PauseState state() {
    return database.with(
        handle -> PauseStore.read(handle).state(handle.getConfig(PepperMac.class)));
  }

  /**
   * Whether nothing new may be begun on this rail. Ask before each step that begins something. It
   * is true while the pauses cannot be read: a rail that does not know may only wait.
   */
  public boolean isPaused(String rail) {
    try {
      return !recent.get().of(rail).isEmpty();
    } catch (RuntimeException e) {
      LOG.warn(
          "the rail {} begins nothing, because the pauses cannot be read: {}", rail, e.toString());
      return true;
    }
  }

  /**
   * Pauses a target; rejects with VALIDATION_ERROR (reason). A target that the same cause has
   * already paused keeps its first reason and time.
   */
  @CheckReturnValue
  public Result<Paused> pause(PauseTarget target, PauseCause cause, String reason, Actor by) {
    return checked(reason).map(text -> changed(handle -> pause(handle, target, cause, text, by)));
  }

  /** This node acts on the change immediately, the others when they read the pauses again. */
  private <T> T changed(Function<Handle, T> change) {
    T outcome = database.inTransaction(change);
    recent.renew();
    return outcome;
  }

  private Paused pause(
      Handle handle, PauseTarget target, PauseCause cause, String reason, Actor by) {
    StoredPauses stored = PauseStore.lock(handle);
    PauseState before = stored.state(handle.getConfig(PepperMac.class));
    Optional<Pause> earlier = before.find(target, cause);
    if (earlier.isPresent()) {
      return new Paused(earlier.get(), false);
    }
    Pause pause =
        new Pause(target, cause, reason, by.id().orElse(by.kind().word()), stored.readAt());
    record(handle, stored, before.with(pause), "rail.paused", pause, by);
    return new Paused(pause, true);
  }

  /** Lifts one cause of one target; rejects with VALIDATION_ERROR (reason). */
  @CheckReturnValue
  public Result<Resumed> resume(PauseTarget target, PauseCause cause, String reason, Actor by) {
    return checked(reason).map(text -> changed(handle -> resume(handle, target, cause, text, by)));
  }

  private Resumed resume(
      Handle handle, PauseTarget target, PauseCause cause, String reason, Actor by) {
    StoredPauses stored = PauseStore.lock(handle);
    PauseState before = stored.state(handle.getConfig(PepperMac.class));
    Optional<Pause> found = before.find(target, cause);
    if (found.isEmpty()) {
      return new Resumed(false, before.of(target));
    }
    PauseState after = before.without(found.get());
    Pause lifted = new Pause(target, cause, reason, "", stored.readAt());
    record(handle, stored, after, "rail.resumed", lifted, by);
    return new Resumed(true, after.of(target));
  }

  private void record(
      Handle handle, StoredPauses stored, PauseState after, String action, Pause change, Actor by) {
    long version = stored.nextVersion();
    PauseStore.write(handle, version, after);
    trail.append(
        handle,
        AuditTrail.PLATFORM,
        AuditAction.of(
            by,
            action,
            PauseStore.SUBJECT,
            PauseJson.details(change.target(), change.cause(), change.reason(), version, after)));
  }

  /** The reason as it is stored; it is required, because it is all that others learn. */
  private static Result<String> checked(String reason) {
    String text = ApiKeyText.mask(reason.strip().replaceAll("\\p{Cntrl}", " "));
    if (text.isEmpty() || text.length() > MAX_REASON) {
      return Result.rejected(
          ApiError.at(
              "reason",
              ErrorCode.VALIDATION_ERROR,
              "Enter a reason of 1 to " + MAX_REASON + " characters."));
    }
    return Result.ok(text);
  }

  /** How the stored pauses were changed by something else, for `doctor`. */
  public static List<String> violations(Handle handle) {
    return PauseStore.read(handle).damage(handle.getConfig(PepperMac.class)).stream()
        .map(damage ->
            "the stored pauses were changed outside RemitFlex ("
                + damage
                + "), so everything is paused. Find out who can write to the database, then run"
                + " ./remitflex treasury resume --all --cause damage --reason TEXT")
        .toList();
  }
}
