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
import com.remitflex.platform.access.Actor;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A change of one key, decided under its account's head, with its event and its audit entry. */
abstract sealed class KeyCommand implements Command
    permits CreateKey, RollKey, RevokeKey, RecordFirstUse, EndGracePeriod, WarnOfExpiry {
  final KeyRepositories repositories;
  final Caller caller;
  final String keyId;

  /** The account that the key sees if it is a canary. */
  private final Optional<String> decoyId;

  /**
   * A change of a key.
   *
   * @param decoyId ID of the account that an existing canary key sees; its log and its events show
   *     the change too
   */
  KeyCommand(KeyRepositories repositories, Caller caller, String keyId, Optional<String> decoyId) {
    this.repositories = repositories;
    this.caller = caller;
    this.keyId = keyId;
    this.decoyId = decoyId;
  }

  @Override
  public final Set<HeadId> heads() {
    return decoy()
        .<Set<HeadId>>map(head -> Set.of(caller.head(), head))
        .orElseGet(() -> Set.of(caller.head()));
  }

  /** The account that the key sees if it is a canary; empty if that account is the caller. */
  private Optional<HeadId> decoy() {
    return decoyId
        .map(id -> new HeadId(id, caller.head().environment()))
        .filter(head -> !head.equals(caller.head()));
  }

  @Override
  public final Caller caller() {
    return caller;
  }

  @Override
  public void prefetch(ReadSet reads) {
    reads.row(repositories.keys, keyId);
    reads.row(repositories.gracePeriods, keyId);
    reads.newRow(repositories.revocationLog, keyId);
    reads.row(repositories.shownSecrets, keyId);
    AuditTrail.prefetch(reads, caller.head().accountId());
    decoyId.ifPresent(id -> AuditTrail.prefetch(reads, id));
  }

  @Override
  public final Decision decide(State state) {
    return rejection(state).<Decision>map(Decision.Rejected::new).orElseGet(() -> accept(state));
  }

  /** Why the command is rejected; the checks have a fixed order. */
  abstract Optional<ApiError> rejection(State state);

  /** The effects and the result of a command without a {@link #rejection}. */
  abstract Decision accept(State state);

  /** The key, if the account and environment of the caller may see it. */
  final Optional<ApiKey> key(State state) {
    return state
        .find(repositories.keys, keyId)
        .filter(key -> key.seenBy(caller.head()).isPresent());
  }

  final ApiKey requireKey(State state) {
    return key(state).orElseThrow();
  }

  final Instant now(State state) {
    return state.now(caller.head());
  }

  final GracePeriods gracePeriods(State state) {
    return state.find(repositories.gracePeriods, keyId).orElseGet(() -> GracePeriods.none(keyId));
  }

  /** NOT_FOUND, when there is no such key for the caller. */
  final Optional<ApiError> notFound(State state) {
    return key(state).isPresent() ? Optional.empty() : Optional.of(ApiRequest.notFound("API key"));
  }

  /** API_KEY_NOT_ACTIVE, when the key is revoked or expired. */
  final Optional<ApiError> notActive(State state) {
    return requireKey(state).notActive(now(state));
  }

  /** The newest used secret of a key; requires its row of {@link KeyRepositories#unusedSecrets}. */
  final long newestUsed(State state, ApiKey key) {
    return UnusedSecrets.newestUsed(key, state.find(repositories.unusedSecrets, key.id()));
  }

  /** Records which secret of this key is the newest used one. */
  final void putNewestUsed(Effects effects, ApiKey key, long newestUsed) {
    if (newestUsed >= key.generation()) {
      effects.delete(repositories.unusedSecrets, key.id());
    } else {
      effects.save(
          repositories.unusedSecrets,
          key.id(),
          new UnusedSecrets(key.id(), key.generation(), newestUsed));
    }
  }

  /** Prefetches what {@link #replacedSecret} reads. */
  final void readCallersSecret(ReadSet reads) {
    if (caller instanceof Caller.ApiKey own) {
      reads.row(repositories.unusedSecrets, own.principal().keyId());
    }
  }

  /**
   * INSUFFICIENT_PERMISSIONS, when the caller presented a replaced secret and a newer one is in
   * use: with a new secret, a thief of the old one could take over the key. While no newer one was
   * used, the response to the roll may be lost, and the caller may roll again.
   */
  final Optional<ApiError> replacedSecret(State state) {
    if (!(caller instanceof Caller.ApiKey own)) {
      return Optional.empty();
    }
    return KeyStatuses.key(state, own.principal())
        .filter(key -> own.principal().generation() < newestUsed(state, key))
        .map(key ->
            ApiError.of(
                ErrorCode.INSUFFICIENT_PERMISSIONS,
                "An old secret of an API key cannot roll or create keys once a newer one was used."
                    + " Use the key's newest secret."));
  }

  /** Makes every node read the key again before it accepts another request with it. */
  final void appendToRevocationLog(Effects effects) {
    effects.insert(repositories.revocationLog, keyId, keyId);
  }

  /** Stores a new secret for the form that made it; without a form, deletes the one before. */
  final void putShownSecret(
      State state, Effects effects, Optional<SecretCipher> cipher, String secret) {
    cipher.ifPresentOrElse(
        one ->
            effects.save(
                repositories.shownSecrets,
                keyId,
                new ShownSecret(keyId, one.tokenHash(), one.encrypt(keyId, secret), now(state))),
        () -> effects.delete(repositories.shownSecrets, keyId));
  }

  /** Records a change of the key as an event and in the audit log. */
  final void record(State state, Effects effects, ApiKey key, String type, ObjectNode details) {
    emit(effects, key, type, details);
    audit(state, effects, type, details);
  }

  final void emit(Effects effects, ApiKey key, String type, ObjectNode details) {
    String data = Json.text(KeyJson.event(key, details));
    effects.emit(caller.head(), type, keyId, data);
    decoy().ifPresent(head -> effects.emit(head, type, keyId, data));
  }

  /** A decoy account has no members: the operator seems to do what they do. */
  private Actor actorInDecoy() {
    return caller instanceof Caller.Internal internal ? internal.actor() : Actor.operator();
  }

  final void audit(State state, Effects effects, String type, ObjectNode details) {
    repositories.audit.append(
        state, effects, caller.head(), AuditAction.of(caller.actor(), type, keyId, details));
    decoy()
        .ifPresent(head ->
            repositories.audit.append(
                state,
                effects,
                head,
                AuditAction.of(actorInDecoy(), type, keyId, details),
                now(state)));
  }

  /** The result with the key; a repetition of the request gets it without the secret. */
  static CommandResult result(int status, ApiKey key, Instant now, Optional<String> secret) {
    ObjectNode stored = KeyJson.object(key, now);
    ObjectNode first = stored.deepCopy();
    secret.ifPresent(text -> first.put("key", text));
    return new CommandResult(status, Json.text(first), key.id(), Json.text(stored));
  }

  /** The result of a command that the platform sends for itself. */
  final CommandResult emptyResult() {
    return new CommandResult(200, "{}", keyId);
  }
}
