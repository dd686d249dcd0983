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
import com.remitflex.platform.database.lists.Page;
import com.remitflex.platform.database.lists.PageQuery;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.ids.IdPrefix;
import com.remitflex.platform.secrets.KeyHasher;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Alerts and their settings: for the API, the Dashboard and the CLI. */
public final class Alerts {
  private final Database database;
  private final Engine engine;
  private final KeyStore keys;
  private final AuditTrail audit;
  private final AlertRepositories repositories;

  public Alerts(Database database, Engine engine, KeyHasher hasher, AuditTrail audit) {
    this.database = database;
    this.engine = engine;
    this.keys = new KeyStore(hasher);
    this.audit = audit;
    this.repositories = new AlertRepositories(keys, "");
  }

  /** The alert settings that apply to a key: its own, and those of its account. */
  public record Settings(AlertSettings key, AccountAlerts account) {}

  /**
   * A page of an account's alerts; VALIDATION_ERROR (key) if the account has no key with the
   * filter's ID.
   */
  @CheckReturnValue
  public Result<Page<Alert>> list(HeadId head, AlertFilter filter, PageQuery page) {
    if (filter.keyId().filter(id -> settings(head, id).isEmpty()).isPresent()) {
      return Result.rejected(
          "key", ErrorCode.VALIDATION_ERROR, "No API key with this ID exists here.");
    }
    return Result.ok(page(head, filter, page));
  }

  private Page<Alert> page(HeadId head, AlertFilter filter, PageQuery page) {
    return database.with(handle -> AlertStore.page(handle, head, filter, page));
  }

  /** The newest alerts of an account in both environments, newest first. */
  public List<Alert> newest(String accountId, int limit) {
    return Arrays.stream(Environment.values())
        .map(environment -> new HeadId(accountId, environment))
        .flatMap(head -> page(head, AlertFilter.all(), PageQuery.newest(limit)).items().stream())
        .sorted(Comparator.comparing(Alert::createdAt).reversed())
        .limit(limit)
        .toList();
  }

  /** The newest uses of well-formed keys that were never issued, newest first. */
  public List<UnknownKeyUse> unknownKeys(int limit) {
    return database.with(handle -> UnknownKeyStore.newest(handle, limit));
  }

  /** The alert with this ID; empty if the account has none. */
  Optional<Alert> find(HeadId head, String id) {
    return IdPrefix.ALERT.matches(id)
        ? database.with(handle -> AlertStore.find(handle, head, id))
        : Optional.empty();
  }

  /** Acknowledges or reopens an alert; NOT_FOUND if the account has none with this ID. */
  @CheckReturnValue
  public Result<Completed> change(Caller caller, String id, Alert.Status status) {
    return engine.run(new ChangeAlert(caller, id, status));
  }

  /** The alert settings of a key; empty if the account has no such key. */
  public Optional<Settings> settings(HeadId head, String keyId) {
    return database.with(handle ->
        keys.byIds(handle, List.of(keyId)).stream()
            .flatMap(key -> key.seenBy(head).stream())
            .findFirst()
            .map(key ->
                new Settings(
                    AlertStore.settings(handle, List.of(keyId))
                        .getOrDefault(keyId, AlertSettings.of(keyId)),
                    AccountAlertStore.of(handle, head))));
  }

  /** Changes the alert settings of a key; NOT_FOUND if the account has no such key. */
  @CheckReturnValue
  public Result<Completed> changeSettings(
      Caller requester, String keyId, AlertSettings.Change change) {
    return engine.run(new ChangeSettings(repositories, audit, requester, keyId, change));
  }
}
