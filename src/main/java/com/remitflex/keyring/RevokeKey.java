package com.remitflex.keyring;

import com.remitflex.engine.Answer;
import com.remitflex.engine.Decision;
import com.remitflex.engine.Effects;
import com.remitflex.engine.Needs;
import com.remitflex.engine.State;
import com.remitflex.http.Call;
import com.remitflex.http.Json;
import com.remitflex.keys.ApiKey;
import com.remitflex.keys.KeyName;
import java.time.Instant;
import java.util.Optional;

/** DELETE /v1/api-keys/{id}: the end of a key, for good. A revoked key stays as it is. */
final class RevokeKey extends KeyCommand {
  /** The name that the key had when it was looked up; names never change. */
  private final KeyName name;

  RevokeKey(KeyBooks books, Origin origin, ApiKey key) {
    super(books, origin, key.id());
    this.name = new KeyName(key.head(), key.name());
  }

  @Override
  public void needs(Needs needs) {
    super.needs(needs);
    needs.row(books.names, name);
  }

  @Override
  public Decision decide(State state) {
    Optional<ApiKey> found = key(state);
    if (found.isEmpty()) {
      return new Decision.Refused(Call.notFound("API key"));
    }
    Instant now = state.now(origin.head());
    if (found.get().isRevoked()) {
      return new Decision.Accepted(new Effects(), answer(200, found.get(), now, Optional.empty()));
    }

    ApiKey revoked = found.get().revokedAt(now);
    Effects effects = new Effects().put(books.keys, keyId, revoked);
    if (state.find(books.names, name).filter(keyId::equals).isPresent()) {
      effects.remove(books.names, name);
    }
    lower(effects);
    tell(
        state,
        effects,
        revoked,
        "api_key.revoked",
        Json.object().put("revoked_at", Json.time(now)));
    return new Decision.Accepted(effects, answer(200, revoked, now, Optional.empty()));
  }

  @Override
  public boolean isDone(State state) {
    return key(state).filter(ApiKey::isRevoked).isPresent();
  }

  @Override
  public Answer answerAgain(State state) {
    return answer(200, key(state).orElseThrow(), state.now(origin.head()), Optional.empty());
  }
}
