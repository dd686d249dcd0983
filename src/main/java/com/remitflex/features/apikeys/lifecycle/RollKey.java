package com.remitflex.features.apikeys.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.ApiKeyFormat;
import com.remitflex.features.apikeys.GracePeriods;
import com.remitflex.features.apikeys.RetiredSecret;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.json.Json;
import com.remitflex.platform.text.ApiKeyText;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/** POST /v1/api-keys/{id}/roll: the same key with a new secret; the old one has its grace. */
final class RollKey extends KeyCommand {
  /** Old secrets that may live at once. */
  private static final int MOST_LIVING = 10;

  private final RollRequest asked;
  private final String secret;
  private final Optional<SecretSeal> seal;

  RollKey(KeyRepositories books, Caller caller, String keyId, RollRequest asked) {
    this(books, caller, keyId, asked, Optional.empty());
  }

  /**
   * A new secret.
   *
   * @param seal keeps it for the form that asks for it
   */
  RollKey(
      KeyRepositories books,
      Caller caller,
      String keyId,
      RollRequest asked,
      Optional<SecretSeal> seal) {
    super(books, caller, keyId);
    this.asked = asked;
    this.seal = seal;
    this.secret = ApiKeyFormat.generate(caller.head().environment());
  }

  String secret() {
    return secret;
  }

  @Override
  public void prefetch(ReadSet needs) {
    super.prefetch(needs);
    needs.row(books.unused, keyId);
    needsOwnSecret(needs);
  }

  /** Which secret of the key rolls it; 0 when another key or a person does. */
  private long ownGeneration() {
    return caller instanceof Caller.ApiKey own && own.principal().keyId().equals(keyId)
        ? own.principal().generation()
        : 0;
  }

  @Override
  public Decision decide(State state) {
    Optional<ApiKey> found = key(state);
    if (found.isEmpty()) {
      return new Decision.Rejected(ApiRequest.notFound("API key"));
    }
    ApiKey key = found.get();
    Instant now = state.now(caller.head());
    Optional<Decision> refused = oldSecret(state).or(() -> notActive(key, now));
    if (refused.isPresent()) {
      return refused.get();
    }
    GracePeriods graces = graces(state);
    if (graces.living(now).size() >= MOST_LIVING) {
      return Decision.reject(
          "id",
          ErrorCode.VALIDATION_ERROR,
          MOST_LIVING
              + " older secrets of this key still work. End their grace first:"
              + " POST /v1/api-keys/"
              + keyId
              + "/end-grace.");
    }

    ApiKey rolled = key.rolled(books.hash(secret), ApiKeyText.display(secret));
    RetiredSecret old =
        new RetiredSecret(
            key.hash(),
            keyId,
            key.generation(),
            key.display(),
            now,
            asked.grace(),
            asked.quietHours(),
            Optional.empty());
    if (!asked.fromFirstUse()) {
      old = old.beginning(now, key.expiresAt());
    }
    Effects effects =
        new Effects().update(books.keys, keyId, rolled).save(books.graces, keyId, graces.plus(old));
    // A request that came with a secret of the key itself is a use of that secret.
    put(effects, rolled, Math.max(used(state, key), ownGeneration()));
    lower(effects);
    keep(state, effects, seal, secret);
    ObjectNode details = Json.object();
    details.put("rolled_at", Json.time(now));
    details.put("generation", rolled.generation());
    details.put("grace_seconds", asked.grace().toSeconds());
    details.put("grace_from", asked.fromFirstUse() ? "first_use" : "now");
    old.endsAt()
        .map(end -> end.isBefore(now) ? now : end)
        .ifPresent(at -> details.put("old_secret_ends_at", Json.time(at)));
    tell(state, effects, rolled, "api_key.rolled", details);
    return new Decision.Accepted(effects, answer(200, rolled, now, Optional.of(secret)));
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return key(state)
        .filter(key -> MessageDigest.isEqual(key.hash(), books.hash(secret)))
        .map(key -> answer(200, key, state.now(caller.head()), Optional.of(secret)));
  }
}
