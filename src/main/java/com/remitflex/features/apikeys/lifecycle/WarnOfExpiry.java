package com.remitflex.features.apikeys.lifecycle;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.remitflex.core.engine.Caller;
import com.remitflex.core.engine.CommandResult;
import com.remitflex.core.engine.Decision;
import com.remitflex.core.engine.Effects;
import com.remitflex.core.engine.ReadSet;
import com.remitflex.core.engine.State;
import com.remitflex.core.mail.Mail;
import com.remitflex.core.mail.MailText;
import com.remitflex.core.mail.Outbox;
import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Tells the owner, once for each number of days, that a key is about to expire. */
final class WarnOfExpiry extends KeyCommand {
  private static final long A_DAY_SECONDS = 86_400;

  private final int days;

  WarnOfExpiry(KeyRepositories books, ApiKey key, int days) {
    super(books, Caller.platform(key.head()), key.id());
    this.days = days;
  }

  @Override
  public void prefetch(ReadSet needs) {
    super.prefetch(needs);
    needs.row(books.addresses, caller.head().accountId());
    Outbox.prefetch(needs);
  }

  @Override
  public Decision decide(State state) {
    Optional<ApiKey> found =
        key(state)
            .filter(key -> !key.isRevoked())
            .filter(key -> key.warnedDays().filter(told -> told <= days).isEmpty());
    if (found.isEmpty()) {
      return Decision.reject(ErrorCode.NOT_FOUND, keyId + " needs no warning");
    }

    ApiKey key = found.get();
    Instant expiresAt = key.expiresAt().orElseThrow();
    Effects effects = new Effects().update(books.keys, keyId, key.warned(days));
    ObjectNode details = Json.object();
    details.put("expires_at", Json.time(expiresAt));
    details.put("days_left", daysLeft(expiresAt, state.now(caller.head())));
    tell(state, effects, key, "api_key.expiring", details);
    state
        .find(books.addresses, key.accountId())
        .filter(Mail::isAddress)
        .ifPresent(address ->
            Outbox.add(effects, mail(key, address, expiresAt, state.now(caller.head()))));
    return new Decision.Accepted(effects, done());
  }

  /** Days that have begun: a warning can be late, when no node ran at its time. */
  private static long daysLeft(Instant expiresAt, Instant now) {
    return Math.max(1, Math.ceilDiv(Duration.between(now, expiresAt).toSeconds(), A_DAY_SECONDS));
  }

  private Mail mail(ApiKey key, String address, Instant expiresAt, Instant now) {
    String environment = key.environment().word();
    long left = daysLeft(expiresAt, now);
    return Mail.to(
        address,
        key.accountId(),
        "A " + environment + " API key expires in " + left + (left == 1 ? " day" : " days"),
        """
        A %s API key expires at %s.

            Key:  %s (%s)
            Name: %s

        From then on every request with it is refused. Create a new key, move your systems to it,
        and revoke this one:

            curl -X POST %s/v1/api-keys -H "Authorization: Bearer $REMITFLEX_ADMIN_KEY" \\
              -H "Content-Type: application/json" -d '{"name": "…", "scope": "%s"}'
        """
            .formatted(
                environment,
                Json.time(expiresAt),
                key.id(),
                key.display(),
                MailText.quoted(key.name()),
                books.publicUrl,
                key.scope().word()),
        now);
  }

  @Override
  public Optional<CommandResult> earlierResult(State state) {
    return Optional.empty();
  }

  private CommandResult done() {
    return new CommandResult(200, "{}", keyId);
  }
}
