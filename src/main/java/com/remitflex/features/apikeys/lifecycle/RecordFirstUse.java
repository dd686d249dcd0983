package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.GracePeriods;
import com.remitflex.platform.errors.ApiError;
import java.util.Optional;

/**
 * Records the first use of a secret: the grace periods of older secrets begin, and they can no
 * longer roll the key.
 */
final class RecordFirstUse extends KeyCommand {
  private final long generation;

  RecordFirstUse(KeyRepositories repositories, ApiKey key, long generation) {
    super(repositories, Caller.platform(key.head()), key.id(), key.decoy());
    this.generation = generation;
  }

  @Override
  public void prefetch(ReadSet reads) {
    super.prefetch(reads);
    reads.row(repositories.unusedSecrets, keyId);
  }

  @Override
  Optional<ApiError> rejection(State state) {
    return notFound(state);
  }

  @Override
  Decision accept(State state) {
    ApiKey key = requireKey(state);
    GracePeriods before = gracePeriods(state);
    GracePeriods after = before.begun(generation, now(state), key.expiresAt());
    Effects effects = new Effects();
    if (generation > newestUsed(state, key) || isRowStale(state, key)) {
      putNewestUsed(effects, key, Math.max(generation, newestUsed(state, key)));
    }
    if (!after.equals(before)) {
      effects.save(repositories.gracePeriods, keyId, after);
      appendToRevocationLog(effects);
      audit(state, effects, "api_key.grace_started", KeyJson.graceStarted(generation));
    }
    return new Decision.Accepted(effects, emptyResult());
  }

  /** Whether the row is of an earlier generation of the key, as a restored copy would be. */
  private boolean isRowStale(State state, ApiKey key) {
    return state.find(repositories.unusedSecrets, keyId).filter(row -> !row.isOf(key)).isPresent();
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }
}
