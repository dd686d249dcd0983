package com.remitflex.keyring;

import com.remitflex.engine.Answer;
import com.remitflex.engine.Decision;
import com.remitflex.engine.Effects;
import com.remitflex.engine.State;
import com.remitflex.http.Call;
import com.remitflex.http.Json;
import com.remitflex.keys.ApiKey;
import com.remitflex.keys.Graces;
import java.time.Instant;
import java.util.Optional;

/** POST /v1/api-keys/{id}/end-grace: the old secrets of a key end now. */
final class EndGrace extends KeyCommand {
  private final Optional<Long> generation;

  /**
   * The end of one old secret, or of all.
   *
   * @param generation which one; empty for all
   */
  EndGrace(KeyBooks books, Origin origin, String keyId, Optional<Long> generation) {
    super(books, origin, keyId);
    this.generation = generation;
  }

  @Override
  public Decision decide(State state) {
    Optional<ApiKey> key = key(state);
    if (key.isEmpty()) {
      return new Decision.Refused(Call.notFound("API key"));
    }
    Instant now = state.now(origin.head());
    Optional<Decision> inactive = notActive(key.get(), now);
    // The platform's own care is done with a key that no longer works.
    if (inactive.isPresent() && generation.isEmpty()) {
      return inactive.get();
    }
    Graces graces = graces(state);
    Graces ended = graces.ended(generation, now);
    Effects effects = new Effects();
    if (!ended.equals(graces)) {
      effects.put(books.graces, keyId, ended);
      lower(effects);
      log(
          state,
          effects,
          "api_key.grace_ended",
          Json.object().put("secrets", graces.living(now).size() - ended.living(now).size()));
    }
    return new Decision.Accepted(effects, answer(200, key.get(), now, Optional.empty()));
  }

  @Override
  public boolean isDone(State state) {
    return false;
  }

  @Override
  public Answer answerAgain(State state) {
    return answer(200, key(state).orElseThrow(), state.now(origin.head()), Optional.empty());
  }
}
