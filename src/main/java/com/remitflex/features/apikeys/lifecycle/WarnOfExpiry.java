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
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Warns the owner, once for each number of days, that a key is about to expire. */
final class WarnOfExpiry extends KeyCommand {
  private static final long DAY_SECONDS = 86_400;

  private final int days;

  WarnOfExpiry(KeyRepositories repositories, ApiKey key, int days) {
    super(repositories, Caller.platform(key.head()), key.id(), key.decoy());
    this.days = days;
  }

  @Override
  public void prefetch(ReadSet reads) {
    super.prefetch(reads);
    reads.row(repositories.contactAddresses, caller.head().accountId());
    Outbox.prefetch(reads);
  }

  @Override
  Optional<ApiError> rejection(State state) {
    return key(state)
            .filter(key -> !key.isRevoked())
            .filter(key -> key.warnedDays().filter(warned -> warned <= days).isEmpty())
            .isPresent()
        ? Optional.empty()
        : Optional.of(ApiError.of(ErrorCode.NOT_FOUND, keyId + " does not need this warning."));
  }

  @Override
  Decision accept(State state) {
    Instant now = now(state);
    ApiKey key = requireKey(state);
    Instant expiresAt = key.expiresAt().orElseThrow();
    long daysLeft = daysLeft(expiresAt, now);
    Effects effects = new Effects().update(repositories.keys, keyId, key.warned(days));
    record(state, effects, key, "api_key.expiring", KeyJson.expiring(expiresAt, daysLeft));
    state
        .find(repositories.contactAddresses, key.accountId())
        .filter(Mail::isAddress)
        .map(address -> KeyMails.expiring(key, daysLeft, address, repositories.publicUrl, now))
        .ifPresent(mail -> Outbox.add(effects, mail));
    return new Decision.Accepted(effects, emptyResult());
  }

  /** Days that have begun: a warning can be late, when no node ran at its time. */
  private static long daysLeft(Instant expiresAt, Instant now) {
    return Math.max(1, Math.ceilDiv(Duration.between(now, expiresAt).toSeconds(), DAY_SECONDS));
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }
}
