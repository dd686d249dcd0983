package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.GracePeriods;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.json.Json;
import java.util.Optional;

/** A newer secret was used: the grace of those before it begins, and they can roll no more. */
final class RecordFirstUse extends KeyCommand {
  private final long generation;

  RecordFirstUse(KeyRepositories books, ApiKey key, long generation) {
    super(books, Caller.platform(key.head()), key.id());
    this.generation = generation;
  }

  @Override
  public void prefetch(ReadSet needs) {
    super.prefetch(needs);
    needs.row(books.unused, keyId);
  }

  @Override
  public Decision decide(State state) {
    Optional<ApiKey> key = key(state);
    if (key.isEmpty()) {
      return new Decision.Rejected(ApiRequest.notFound("API key"));
    }
    GracePeriods graces = graces(state);
    GracePeriods begun = graces.begun(generation, state.now(caller.head()), key.get().expiresAt());
    Effects effects = new Effects();
    if (generation > used(state, key.get()) || isLeftOver(state, key.get())) {
      put(effects, key.get(), Math.max(generation, used(state, key.get())));
    }
    if (!begun.equals(graces)) {
      effects.save(books.graces, keyId, begun);
      lower(effects);
      log(state, effects, "api_key.grace_started", Json.object().put("generation", generation));
    }
    return new Decision.Accepted(effects, done());
  }

  /** Whether a row is of the key before a later roll, as an old copy of it would be. */
  private boolean isLeftOver(State state, ApiKey key) {
    return state.find(books.unused, keyId).filter(row -> !row.isOf(key)).isPresent();
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }

  private CommandResult done() {
    return new CommandResult(200, "{}", keyId);
  }
}
