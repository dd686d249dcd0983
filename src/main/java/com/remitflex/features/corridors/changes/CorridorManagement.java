package com.remitflex.features.corridors.changes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.corridors.Corridor;
import com.remitflex.features.corridors.CorridorStore;
import com.remitflex.features.corridors.Corridors;
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.ApiKeyText;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Adds and changes corridors for operators. Commands read the corridors in their own transaction,
 * so that a change holds for the next payment on every node.
 */
public final class CorridorManagement {
  private static final int MAX_REASON = 300;

  private final Database database;
  private final AuditTrail trail;

  public CorridorManagement(Database database, AuditTrail trail) {
    this.database = database;
    this.trail = trail;
  }

  /**
   * A corridor after a command.
   *
   * @param isChanged whether the command has changed it
   */
  public record Changed(Corridor corridor, boolean isChanged) {}

  /** All corridors, by ID. */
  public List<Corridor> list() {
    return database.with(CorridorStore::load).all();
  }

  /** The number of changes of which not every account has its events yet. */
  public long openNotices() {
    return database.with(ChangeStore::open);
  }

  /** Adds a corridor, which is active; rejects with VALIDATION_ERROR or INVALID_CURRENCY. */
  @CheckReturnValue
  public Result<Corridor> add(NewCorridor added, String reason, Actor by) {
    return checked(reason)
        .flatMap(text -> database.tryInTransaction(handle -> add(handle, added, text, by)));
  }

  private Result<Corridor> add(Handle handle, NewCorridor added, String reason, Actor by) {
    if (CorridorStore.lock(handle).find(added.id()).isPresent()) {
      return Result.rejected(
          "id", ErrorCode.VALIDATION_ERROR, "A corridor with this ID exists. Change it instead.");
    }
    Result<Corridor> corridor = added.corridor(DatabaseClock.read(handle));
    if (corridor instanceof Result.Ok<Corridor>(Corridor made)) {
      CorridorStore.insert(handle, made);
      audit(handle, "corridor.added", made, details(made, reason), by);
    }
    return corridor;
  }

  /** Changes the settings of a corridor; rejects with NOT_FOUND or VALIDATION_ERROR. */
  @CheckReturnValue
  public Result<Changed> change(String id, CorridorSettings settings, String reason, Actor by) {
    return checked(reason)
        .flatMap(text ->
            database.tryInTransaction(handle ->
                required(CorridorStore.lock(handle), id)
                    .flatMap(before -> change(handle, before, settings, text, by))));
  }

  private Result<Changed> change(
      Handle handle, Corridor before, CorridorSettings settings, String reason, Actor by) {
    return settings
        .applyTo(before, DatabaseClock.read(handle))
        .map(after -> {
          List<String> fields = CorridorSettings.changedFields(before, after);
          if (fields.isEmpty()) {
            return new Changed(before, false);
          }
          CorridorStore.update(handle, after);
          ObjectNode details = details(after, reason);
          fields.forEach(details.putArray("changed")::add);
          audit(handle, "corridor.changed", after, details, by);
          return new Changed(after, true);
        });
  }

  /**
   * Changes the status of a corridor, of which each account gets an event; rejects with NOT_FOUND
   * or VALIDATION_ERROR (reason).
   *
   * @param reason is in the events
   */
  @CheckReturnValue
  public Result<Changed> setStatus(String id, Corridor.Status status, String reason, Actor by) {
    return checked(reason)
        .flatMap(text ->
            database.tryInTransaction(handle ->
                required(CorridorStore.lock(handle), id)
                    .map(before -> setStatus(handle, before, status, text, by))));
  }

  private Changed setStatus(
      Handle handle, Corridor before, Corridor.Status status, String reason, Actor by) {
    if (before.status() == status) {
      return new Changed(before, false);
    }
    Corridor after = before.with(status, DatabaseClock.read(handle));
    CorridorStore.update(handle, after);
    ChangeStore.add(handle, before, after, reason);
    ObjectNode details = Json.object();
    details.put("status", status.word());
    details.put("previous_status", before.status().word());
    details.put("reason", reason);
    audit(handle, "corridor.status_changed", after, details, by);
    return new Changed(after, true);
  }

  private static Result<Corridor> required(Corridors all, String id) {
    return all.find(id)
        .<Result<Corridor>>map(Result::ok)
        .orElseGet(() ->
            Result.rejected(
                ErrorCode.NOT_FOUND, "No corridor with this ID exists. IDs are in upper case."));
  }

  private void audit(
      Handle handle, String action, Corridor corridor, ObjectNode details, Actor by) {
    trail.append(handle, AuditTrail.PLATFORM, AuditAction.of(by, action, corridor.id(), details));
  }

  static ObjectNode details(Corridor corridor, String reason) {
    ObjectNode details = Json.object();
    corridor.stablecoins().forEach(one -> details.withArray("stablecoins").add(one.name()));
    details.put("typical_minutes", corridor.usualTime().toMinutes());
    details.put("minimum", corridor.minimum().toString());
    details.put("maximum", corridor.maximum().toString());
    details.put("fee_basis_points", corridor.feeBasisPoints());
    details.put("reason", reason);
    return details;
  }

  /** The reason as it is stored; it is required, because it is all that others learn. */
  private static Result<String> checked(String reason) {
    String text = ApiKeyText.mask(reason.strip().replaceAll("\\p{Cntrl}", " "));
    if (text.isEmpty() || text.codePointCount(0, text.length()) > MAX_REASON) {
      return Result.rejected(
          "reason",
          ErrorCode.VALIDATION_ERROR,
          "Enter a reason of 1 to " + MAX_REASON + " characters.");
    }
    return Result.ok(text);
  }
}
