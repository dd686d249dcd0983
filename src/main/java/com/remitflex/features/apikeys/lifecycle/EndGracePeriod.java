package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.State;
import com.remitflex.features.apikeys.GracePeriods;
import com.remitflex.platform.errors.ApiError;
import java.time.Instant;
import java.util.Optional;

/** POST /v1/api-keys/{id}/end-grace: ends the grace periods of a key's old secrets now. */
final class EndGracePeriod extends KeyCommand {
  private final Optional<Long> generation;

  /**
   * Ends the grace period of one old secret, or of all.
   *
   * @param generation the one secret, for maintenance; empty for all
   */
  EndGracePeriod(
      KeyRepositories repositories,
      Caller caller,
      String keyId,
      Optional<String> decoyId,
      Optional<Long> generation) {
    super(repositories, caller, keyId, decoyId);
    this.generation = generation;
  }

  @Override
  Optional<ApiError> rejection(State state) {
    // Maintenance also ends the secrets of a key that is no longer active.
    return notFound(state).or(() -> generation.isPresent() ? Optional.empty() : notActive(state));
  }

  @Override
  Decision accept(State state) {
    Instant now = now(state);
    GracePeriods before = gracePeriods(state);
    GracePeriods after = before.ended(generation, now);
    Effects effects = new Effects();
    if (!after.equals(before)) {
      effects.save(repositories.gracePeriods, keyId, after);
      appendToRevocationLog(effects);
      int ended = before.valid(now).size() - after.valid(now).size();
      audit(state, effects, "api_key.grace_ended", KeyJson.graceEnded(ended));
    }
    return new Decision.Accepted(effects, result(200, requireKey(state), now, Optional.empty()));
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }
}
