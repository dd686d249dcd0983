package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.features.apikeys.RetiredSecret;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.text.ApiKeyText;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/** POST /v1/api-keys/{id}/roll: gives a key a new secret; the old one gets a grace period. */
final class RollKey extends KeyCommand {
  private static final int MAX_OLD_SECRETS = 10;

  private final RollRequest request;
  private final String secret;
  private final Optional<SecretCipher> cipher;

  /**
   * Gives the key a new secret.
   *
   * @param cipher encrypts the secret for the form that rolls the key
   */
  RollKey(
      KeyRepositories repositories,
      Caller caller,
      String keyId,
      Optional<String> decoyId,
      RollRequest request,
      Optional<SecretCipher> cipher) {
    super(repositories, caller, keyId, decoyId);
    this.request = request;
    this.cipher = cipher;
    this.secret = ApiKeyFormat.generate(caller.head().environment());
  }

  String secret() {
    return secret;
  }

  @Override
  public void prefetch(ReadSet reads) {
    super.prefetch(reads);
    reads.row(repositories.unusedSecrets, keyId);
    readCallersSecret(reads);
  }

  @Override
  Optional<ApiError> rejection(State state) {
    return notFound(state)
        .or(() -> replacedSecret(state))
        .or(() -> notActive(state))
        .or(() -> tooManyOldSecrets(state));
  }

  private Optional<ApiError> tooManyOldSecrets(State state) {
    return gracePeriods(state).valid(now(state)).size() < MAX_OLD_SECRETS
        ? Optional.empty()
        : Optional.of(
            ApiError.at(
                "id",
                ErrorCode.VALIDATION_ERROR,
                MAX_OLD_SECRETS
                    + " old secrets of this key are still valid. End their grace periods first:"
                    + " POST /v1/api-keys/"
                    + keyId
                    + "/end-grace."));
  }

  @Override
  Decision accept(State state) {
    Instant now = now(state);
    ApiKey key = requireKey(state);
    ApiKey rolled = key.rolled(repositories.hash(secret), ApiKeyText.display(secret));
    RetiredSecret old = retired(key, now);
    Effects effects =
        new Effects()
            .update(repositories.keys, keyId, rolled)
            .save(repositories.gracePeriods, keyId, gracePeriods(state).plus(old));
    // A request that presented a secret of the key itself is a use of that secret.
    putNewestUsed(effects, rolled, Math.max(newestUsed(state, key), callersGeneration()));
    appendToRevocationLog(effects);
    putShownSecret(state, effects, cipher, secret);
    record(state, effects, rolled, "api_key.rolled", KeyJson.rolled(rolled, old, request, now));
    return new Decision.Accepted(effects, result(200, rolled, now, Optional.of(secret)));
  }

  private RetiredSecret retired(ApiKey key, Instant now) {
    RetiredSecret secretOfKey =
        new RetiredSecret(
            key.hash(),
            keyId,
            key.generation(),
            key.display(),
            now,
            request.grace(),
            request.quietHours(),
            Optional.empty());
    return request.fromFirstUse() ? secretOfKey : secretOfKey.beginning(now, key.expiresAt());
  }

  /** Which secret of the key rolls it; 0 when another key or a user does. */
  private long callersGeneration() {
    return caller instanceof Caller.ApiKey own && own.principal().keyId().equals(keyId)
        ? own.principal().generation()
        : 0;
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return key(state)
        .filter(key -> MessageDigest.isEqual(key.hash(), repositories.hash(secret)))
        .map(key -> result(200, key, now(state), Optional.of(secret)));
  }
}
