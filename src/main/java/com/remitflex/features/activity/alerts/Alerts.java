package com.remitflex.features.activity.alerts;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Completed;
import com.remitflex.core.engine.Engine;
import com.remitflex.features.accounts.AccountAlertStore;
import com.remitflex.features.accounts.AccountAlerts;
import com.remitflex.features.accounts.AlertSettings;
import com.remitflex.features.apikeys.KeyStore;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.http.api.Query;
import java.util.List;
import java.util.Optional;

/** The alerts of accounts, and what is wanted of them: for the API and for pages. */
public final class Alerts {
  private final Database database;
  private final Engine engine;
  private final KeyStore keys;
  private final AuditTrail audit;
  private final AlertRepositories books;

  public Alerts(Database database, Engine engine, KeyStore keys, AuditTrail audit) {
    this.database = database;
    this.engine = engine;
    this.keys = keys;
    this.audit = audit;
    this.books = new AlertRepositories(keys, "");
  }

  /** What is wanted of a key's alerts: by itself, and by its account. */
  public record Wanted(AlertSettings key, AccountAlerts account) {}

  /**
   * At most this many, from the position on.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR: the account has no key
   *     with the filter's ID
   */
  public List<Alert> list(HeadId head, AlertFilter filter, Optional<Position> from, int most) {
    if (filter.keyId().filter(id -> wanted(head, id).isEmpty()).isPresent()) {
      throw Query.error("key", "No API key with this ID exists here.");
    }
    return database.with(handle -> AlertStore.page(handle, head, filter, from, most));
  }

  /** The position of an alert in such a list: what follows comes after it. */
  public static Position position(Alert alert) {
    return new Position(alert.createdAt(), alert.number());
  }

  Optional<Alert> find(HeadId head, String id) {
    return database.with(handle -> AlertStore.find(handle, head, id));
  }

  /** Notes that someone has seen to an alert, or not yet; NOT_FOUND without one. */
  @CheckReturnValue
  public Result<Completed> change(Caller caller, String id, Alert.Status status) {
    return engine.run(new ChangeAlert(caller, id, status));
  }

  /** What is wanted of a key; empty if the account has no such key. */
  public Optional<Wanted> wanted(HeadId head, String keyId) {
    return database.with(handle ->
        keys.byIds(handle, List.of(keyId)).stream()
            .flatMap(key -> key.seenBy(head).stream())
            .findFirst()
            .map(key ->
                new Wanted(
                    AlertStore.settings(handle, List.of(keyId))
                        .getOrDefault(keyId, AlertSettings.of(keyId)),
                    AccountAlertStore.of(handle, head))));
  }

  /** Changes what is wanted of a key; NOT_FOUND without one. */
  @CheckReturnValue
  public Result<Completed> changeSettings(
      Caller caller, String keyId, AlertSettings.Change change) {
    return engine.run(new ChangeSettings(books, audit, caller, keyId, change));
  }
}
