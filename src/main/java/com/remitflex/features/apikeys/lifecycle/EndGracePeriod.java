package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.State;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.GracePeriods;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.util.Optional;

/** POST /v1/api-keys/{id}/end-grace: the old secrets of a key end now. */
final class EndGracePeriod extends KeyCommand {
  private final Optional<Long> generation;

  /**
   * The end of one old secret, or of all.
   *
   * @param generation which one; empty for all
   */
  EndGracePeriod(KeyRepositories books, Caller caller, String keyId, Optional<Long> generation) {
    super(books, caller, keyId);
    this.generation = generation;
  }

  @Override
  public Decision decide(State state) {
    Optional<ApiKey> key = key(state);
    if (key.isEmpty()) {
      return new Decision.Rejected(ApiRequest.notFound("API key"));
    }
    Instant now = state.now(caller.head());
    Optional<Decision> inactive = notActive(key.get(), now);
    // The platform's own care is done with a key that no longer works.
    if (inactive.isPresent() && generation.isEmpty()) {
      return inactive.get();
    }
    GracePeriods graces = graces(state);
    GracePeriods ended = graces.ended(generation, now);
    Effects effects = new Effects();
    if (!ended.equals(graces)) {
      effects.save(books.graces, keyId, ended);
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
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }
}
