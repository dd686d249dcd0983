package com.remitflex.features.apikeys.lifecycle;

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
import com.remitflex.platform.errors.ApiError;
import java.time.Instant;
import java.util.Optional;

/**
 * DELETE /v1/api-keys/{id}, or the report of a leak: revokes a key permanently. An already revoked
 * key does not change.
 */
final class RevokeKey extends KeyCommand {
  /** The name that the key had when it was looked up; names never change. */
  private final KeyName name;

  private final Optional<Leak> leak;

  /**
   * Revokes a key.
   *
   * @param leak where the key leaked, if that is the reason: its owner gets a mail
   */
  RevokeKey(KeyRepositories repositories, Caller caller, ApiKey key, Optional<Leak> leak) {
    super(repositories, caller, key.id(), key.decoy());
    this.name = new KeyName(key.head(), key.name());
    this.leak = leak;
  }

  @Override
  public void prefetch(ReadSet reads) {
    super.prefetch(reads);
    reads.row(repositories.names, name);
    if (leak.isPresent()) {
      reads.row(repositories.contactAddresses, caller.head().accountId());
      Outbox.prefetch(reads);
    }
  }

  @Override
  Optional<ApiError> rejection(State state) {
    return notFound(state);
  }

  @Override
  Decision accept(State state) {
    Instant now = now(state);
    ApiKey key = requireKey(state);
    if (key.isRevoked()) {
      return new Decision.Accepted(new Effects(), result(200, key, now, Optional.empty()));
    }
    ApiKey revoked = key.revokedAt(now);
    Effects effects = new Effects().update(repositories.keys, keyId, revoked);
    if (state.find(repositories.names, name).filter(keyId::equals).isPresent()) {
      effects.delete(repositories.names, name);
    }
    appendToRevocationLog(effects);
    effects.delete(repositories.shownSecrets, keyId);
    record(state, effects, revoked, "api_key.revoked", KeyJson.revoked(now, leak));
    mail(state, revoked, now).ifPresent(mail -> Outbox.add(effects, mail));
    return new Decision.Accepted(effects, result(200, revoked, now, Optional.empty()));
  }

  private Optional<Mail> mail(State state, ApiKey revoked, Instant now) {
    return leak.flatMap(found ->
        state
            .find(repositories.contactAddresses, revoked.accountId())
            .filter(Mail::isAddress)
            .map(address -> KeyMails.leaked(revoked, found, address, repositories.publicUrl, now)));
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return key(state)
        .filter(ApiKey::isRevoked)
        .map(key -> result(200, key, now(state), Optional.empty()));
  }
}
