package com.remitflex.core.engine;

import com.remitflex.core.idempotency.IdempotencyRecord;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pure half of a batch: decides one command against the batch state, and applies its effects to
 * that state. It reads and writes only the state.
 */
public final class CommandDecider {
  /** Replaces the acceptance of a command whose caller is without effect. */
  private static final ApiError LIMIT_REACHED =
      ApiError.of(
          ErrorCode.LIMIT_EXCEEDED,
          "This request exceeds the account's limit for today, of which 0 is left. Nothing was"
              + " changed.");

  private CommandDecider() {}

  /**
   * Decides a command in this order: whether its caller may still act, whether the request is a
   * repetition, then the command's own rejections and effects.
   */
  @CheckReturnValue
  public static Result<Completed> decide(State state, Command command) {
    Caller caller = command.caller();
    Optional<Result<Completed>> settled = settledBefore(state, caller);
    if (settled.isPresent()) {
      return settled.get();
    }
    return switch (command.decide(state)) {
      case Decision.Rejected(ApiError error) -> Result.rejected(error);
      // A rejection is the same for every caller; only an acceptance is replaced.
      case Decision.Accepted _ when isWithoutEffect(state, caller) ->
          Result.rejected(LIMIT_REACHED);
      case Decision.Accepted accepted -> {
        state.apply(command, accepted.effects());
        store(state, caller, accepted.result());
        yield Result.ok(new Completed(accepted.result(), false));
      }
    };
  }

  /**
   * As {@link #decide}, for a command that may have taken effect in a COMMIT without a response.
   */
  @CheckReturnValue
  static Result<Completed> decideAgain(State state, Command command) {
    Optional<CommandResult> earlier = command.earlierResult(state);
    return earlier.isPresent()
        ? Result.ok(new Completed(earlier.get(), false))
        : decide(state, command);
  }

  private static boolean isWithoutEffect(State state, Caller caller) {
    return caller instanceof Caller.ApiKey key && state.callers().isWithoutEffect(key.principal());
  }

  /**
   * The outcome that does not depend on the command: its caller may no longer act, or the request
   * is a repetition.
   */
  private static Optional<Result<Completed>> settledBefore(State state, Caller caller) {
    if (caller instanceof Caller.ApiKey key) {
      Optional<ApiError> rejection =
          state.callers().rejection(key.principal(), state.now(key.head()));
      if (rejection.isPresent()) {
        return rejection.map(Result::rejected);
      }
    }
    List<IdempotencyRecord> records = new ArrayList<>(2);
    caller.recordKeys().forEach(key -> state.idempotencyRecord(key).ifPresent(records::add));
    if (records.isEmpty()) {
      return Optional.empty();
    }
    // There are two when earlier releases stored the key in both of its forms: one of them is this
    // request, or both are others. In no case does the request take effect again.
    return records.stream()
        .filter(record -> isSameRequest(record, caller))
        .findFirst()
        .or(() -> records.stream().findFirst())
        .map(record -> repeated(record, caller, state.now(caller.head())));
  }

  private static boolean isSameRequest(IdempotencyRecord record, Caller caller) {
    return MessageDigest.isEqual(record.requestHash(), caller.requestHash());
  }

  private static Result<Completed> repeated(IdempotencyRecord record, Caller caller, Instant now) {
    if (!isSameRequest(record, caller)) {
      return Result.rejected(
          ErrorCode.IDEMPOTENCY_CONFLICT,
          "This idempotency key was used for another request, which created or changed "
              + record.resourceId()
              + ".");
    }
    Optional<String> response = record.responseAt(now);
    if (response.isEmpty()) {
      return Result.rejected(
          ErrorCode.IDEMPOTENCY_KEY_EXPIRED,
          "This request took effect more than 24 hours ago; it created or changed "
              + record.resourceId()
              + ".");
    }
    return Result.ok(
        new Completed(
            new CommandResult(record.status(), response.get(), record.resourceId()), true));
  }

  private static void store(State state, Caller caller, CommandResult result) {
    caller
        .recordKey()
        .ifPresent(key ->
            state.addIdempotencyRecord(
                new IdempotencyRecord(
                    key,
                    caller.requestHash(),
                    result.resourceId(),
                    result.status(),
                    Optional.of(result.storedJson()),
                    state.now(caller.head()))));
  }
}
