package com.remitflex.features.apikeys.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.core.mail.Mail;
import com.remitflex.core.mail.Outbox;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.KeyName;
import com.remitflex.platform.http.api.ApiRequest;
import com.remitflex.platform.json.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * DELETE /v1/api-keys/{id}, or the report of a leak: the end of a key, for good. A revoked key
 * stays as it is.
 */
final class RevokeKey extends KeyCommand {
  /** The name that the key had when it was looked up; names never change. */
  private final KeyName name;

  private final Optional<Leak> leak;

  /**
   * The end of a key.
   *
   * @param leak why, when someone else has the key: the owner is told
   */
  RevokeKey(KeyRepositories books, Caller caller, ApiKey key, Optional<Leak> leak) {
    super(books, caller, key.id());
    this.name = new KeyName(key.head(), key.name());
    this.leak = leak;
  }

  @Override
  public void prefetch(ReadSet needs) {
    super.prefetch(needs);
    needs.row(books.names, name);
    if (leak.isPresent()) {
      needs.row(books.addresses, caller.head().accountId());
      Outbox.prefetch(needs);
    }
  }

  @Override
  public Decision decide(State state) {
    Optional<ApiKey> found = key(state);
    if (found.isEmpty()) {
      return new Decision.Rejected(ApiRequest.notFound("API key"));
    }
    Instant now = state.now(caller.head());
    if (found.get().isRevoked()) {
      return new Decision.Accepted(new Effects(), answer(200, found.get(), now, Optional.empty()));
    }

    ApiKey revoked = found.get().revokedAt(now);
    Effects effects = new Effects().update(books.keys, keyId, revoked);
    if (state.find(books.names, name).filter(keyId::equals).isPresent()) {
      effects.delete(books.names, name);
    }
    lower(effects);
    effects.delete(books.shown, keyId);
    ObjectNode details = Json.object().put("revoked_at", Json.time(now));
    leak.ifPresent(why -> why.describe(details));
    tell(state, effects, revoked, "api_key.revoked", details);
    leak.flatMap(why ->
            state
                .find(books.addresses, revoked.accountId())
                .filter(Mail::isAddress)
                .map(address -> why.mail(revoked, address, books.publicUrl, now)))
        .ifPresent(mail -> Outbox.add(effects, mail));
    return new Decision.Accepted(effects, answer(200, revoked, now, Optional.empty()));
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return key(state)
        .filter(ApiKey::isRevoked)
        .map(key -> answer(200, key, state.now(caller.head()), Optional.empty()));
  }
}
