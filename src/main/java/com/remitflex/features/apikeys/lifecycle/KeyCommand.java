package com.remitflex.features.apikeys.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditAction;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.Command;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.GracePeriods;
import com.remitflex.features.apikeys.KeyStatuses;
import com.remitflex.features.apikeys.UnusedSecrets;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A change of one key: under its account's head, with its event and its entry in the audit log. */
abstract sealed class KeyCommand implements Command
    permits CreateKey, RollKey, RevokeKey, RecordFirstUse, EndGracePeriod, WarnOfExpiry {
  final KeyRepositories books;
  final Caller caller;
  final String keyId;

  KeyCommand(KeyRepositories books, Caller caller, String keyId) {
    this.books = books;
    this.caller = caller;
    this.keyId = keyId;
  }

  @Override
  public final Set<HeadId> heads() {
    return Set.of(caller.head());
  }

  @Override
  public final Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet needs) {
    needs.row(books.keys, keyId);
    needs.row(books.graces, keyId);
    needs.newRow(books.lowerings, keyId);
    needs.row(books.shown, keyId);
    AuditTrail.prefetch(needs, caller.head().accountId());
  }

  /** The key, if it is of the account and environment that ask. */
  final Optional<ApiKey> key(State state) {
    return state.find(books.keys, keyId).filter(key -> key.seenBy(caller.head()).isPresent());
  }

  final GracePeriods graces(State state) {
    return state.find(books.graces, keyId).orElseGet(() -> GracePeriods.none(keyId));
  }

  /** The newest secret of a key that was used; the command needs {@link KeyRepositories#unused}. */
  final long used(State state, ApiKey key) {
    return UnusedSecrets.used(key, state.find(books.unused, key.id()));
  }

  /** Notes the newest secret of this key that was used. */
  final void put(Effects effects, ApiKey key, long used) {
    if (used >= key.generation()) {
      effects.delete(books.unused, key.id());
    } else {
      effects.save(books.unused, key.id(), new UnusedSecrets(key.id(), key.generation(), used));
    }
  }

  /** What {@link #oldSecret} reads. */
  final void needsOwnSecret(ReadSet needs) {
    if (caller instanceof Caller.ApiKey own) {
      needs.row(books.unused, own.principal().keyId());
    }
  }

  /**
   * Why the caller may not obtain a new secret, of its own key or another: it presented a secret
   * that a roll has replaced, and a newer one is in use. A thief of the old secret could take the
   * key over with it. While no newer one was used, the response to the roll may be lost.
   */
  final Optional<Decision> oldSecret(State state) {
    if (!(caller instanceof Caller.ApiKey own)) {
      return Optional.empty();
    }
    return KeyStatuses.key(state, own.principal())
        .filter(key -> own.principal().generation() < used(state, key))
        .map(key ->
            Decision.reject(
                ErrorCode.INSUFFICIENT_PERMISSIONS,
                "An old secret of an API key cannot roll or create keys once a newer one"
                    + " was used. Use the key's newest secret."));
  }

  /** Why a key that does not work any more may not be changed. */
  static Optional<Decision> notActive(ApiKey key, Instant now) {
    return key.notActive(now).map(Decision.Rejected::new);
  }

  /** Makes every node read the key anew. */
  final void lower(Effects effects) {
    effects.insert(books.lowerings, keyId, keyId);
  }

  /** Keeps a new secret for the form that made it; without a form, deletes the one before. */
  final void keep(State state, Effects effects, Optional<SecretSeal> seal, String secret) {
    seal.ifPresentOrElse(
        one ->
            effects.save(
                books.shown,
                keyId,
                new ShownSecret(
                    keyId, one.tokenHash(), one.seal(keyId, secret), state.now(caller.head()))),
        () -> effects.delete(books.shown, keyId));
  }

  /** Writes what happened into the audit log, and as an event. */
  final void tell(State state, Effects effects, ApiKey key, String what, ObjectNode details) {
    emit(effects, key, what, details);
    log(state, effects, what, details);
  }

  final void emit(Effects effects, ApiKey key, String what, ObjectNode details) {
    effects.emit(caller.head(), what, keyId, Json.text(event(key, details)));
  }

  final void log(State state, Effects effects, String what, ObjectNode details) {
    books.audit.append(
        state, effects, caller.head(), AuditAction.of(caller.actor(), what, keyId, details));
  }

  private static ObjectNode event(ApiKey key, ObjectNode details) {
    ObjectNode data = Json.object();
    data.put("api_key_id", key.id());
    data.put("name", key.name());
    data.put("scope", key.scope().word());
    data.put("display", key.display());
    data.setAll(details);
    return data;
  }

  /** The key as the answer, with its secret when that is new. */
  static CommandResult answer(int status, ApiKey key, Instant now, Optional<String> secret) {
    ObjectNode kept = KeyJson.object(key, now);
    ObjectNode shown = kept.deepCopy();
    secret.ifPresent(text -> shown.put("key", text));
    return new CommandResult(status, Json.text(shown), key.id(), Json.text(kept));
  }
}
