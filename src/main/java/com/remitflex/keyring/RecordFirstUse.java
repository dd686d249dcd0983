package com.remitflex.keyring;

import com.remitflex.engine.Answer;
import com.remitflex.engine.Decision;
import com.remitflex.engine.Effects;
import com.remitflex.engine.Needs;
import com.remitflex.engine.State;
import com.remitflex.http.Call;
import com.remitflex.http.Json;
import com.remitflex.keys.ApiKey;
import com.remitflex.keys.Graces;
import java.util.Optional;

/** A newer secret was used: the grace of those before it begins, and they can roll no more. */
final class RecordFirstUse extends KeyCommand {
  private final long generation;

  RecordFirstUse(KeyBooks books, ApiKey key, long generation) {
    super(books, Origin.platform(key.head()), key.id());
    this.generation = generation;
  }

  @Override
  public void needs(Needs needs) {
    super.needs(needs);
    needs.row(books.unused, keyId);
  }

  @Override
  public Decision decide(State state) {
    Optional<ApiKey> key = key(state);
    if (key.isEmpty()) {
      return new Decision.Refused(Call.notFound("API key"));
    }
    Graces graces = graces(state);
    Graces begun = graces.begun(generation, state.now(origin.head()), key.get().expiresAt());
    Effects effects = new Effects();
    if (generation > used(state, key.get()) || isLeftOver(state, key.get())) {
      put(effects, key.get(), Math.max(generation, used(state, key.get())));
    }
    if (!begun.equals(graces)) {
      effects.put(books.graces, keyId, begun);
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
  public boolean isDone(State state) {
    return false;
  }

  @Override
  public Answer answerAgain(State state) {
    return done();
  }

  private Answer done() {
    return new Answer(200, "{}", keyId);
  }
}
