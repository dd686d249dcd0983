package com.remitflex.core.engine;

import com.remitflex.core.idempotency.IdempotencyRecord;
import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The pure half of a batch: what becomes of one command over what is known, and how that changes
 * what the next one sees. It reads and writes nothing but the state.
 */
public final class CommandDecider {
  /** The outcome of whatever a caller without effect asks for and another would get. */
  private static final ApiError LIMIT_REACHED =
      ApiError.of(
          ErrorCode.LIMIT_EXCEEDED,
          "This request exceeds the account's limit for today, of which 0 is left. Nothing was"
              + " changed.");

  private CommandDecider() {}

  /**
   * Decides a command: whether its caller may still act, its repetition, then its own rejections
   * and effects.
   */
  @CheckReturnValue
  public static Result<Completed> decide(State state, Command command) {
    Optional<Caller> caller = command.caller();
    Optional<Result<Completed>> settled = caller.flatMap(c -> settledBefore(state, c));
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
        caller.ifPresent(c -> remember(state, c, accepted.result()));
        yield Result.ok(new Completed(accepted.result(), false));
      }
    };
  }

  /** As {@link #decide}, for a command that may have taken effect in a COMMIT never answered. */
  @CheckReturnValue
  static Result<Completed> decideAgain(State state, Command command) {
    return command.isDone(state)
        ? Result.ok(new Completed(command.answerAgain(state), false))
        : decide(state, command);
  }

  private static boolean isWithoutEffect(State state, Optional<Caller> caller) {
    return caller
        .filter(one -> !one.isPerson())
        .filter(one -> state.callers().isWithoutEffect(one.principal()))
        .isPresent();
  }

  /**
   * The outcome that does not depend on the command: whether its caller may still act, its
   * repetition.
   */
  private static Optional<Result<Completed>> settledBefore(State state, Caller caller) {
    Instant now = state.now(caller.head());
    Optional<ApiError> rejection =
        caller.isPerson() ? Optional.empty() : state.callers().rejection(caller.principal(), now);
    if (rejection.isPresent()) {
      return rejection.map(Result::rejected);
    }
    List<IdempotencyRecord> known =
        caller.namesBefore().stream().flatMap(name -> state.remembered(name).stream()).toList();
    // Two, if a key was used in both of its forms when they counted as two keys: one of them is
    // this request again, or both are others. In no case does it take effect once more.
    return known.stream()
        .filter(one -> isSameRequest(one, caller))
        .findFirst()
        .or(() -> known.stream().findFirst())
        .map(remembered -> repeated(remembered, caller, now));
  }

  private static boolean isSameRequest(IdempotencyRecord remembered, Caller caller) {
    return MessageDigest.isEqual(remembered.requestHash(), caller.requestHash());
  }

  private static Result<Completed> repeated(
      IdempotencyRecord remembered, Caller caller, Instant now) {
    if (!isSameRequest(remembered, caller)) {
      return Result.rejected(
          ApiError.of(
              ErrorCode.IDEMPOTENCY_CONFLICT,
              "This idempotency key was used for another request, which made or changed "
                  + remembered.resourceId()
                  + "."));
    }
    Optional<String> answer = remembered.answerAt(now);
    if (answer.isEmpty()) {
      return Result.rejected(
          ApiError.of(
              ErrorCode.IDEMPOTENCY_KEY_EXPIRED,
              "This request took effect more than 24 hours ago; it made or changed "
                  + remembered.resourceId()
                  + "."));
    }
    return Result.ok(
        new Completed(
            new CommandResult(remembered.status(), answer.get(), remembered.resourceId()), true));
  }

  private static void remember(State state, Caller caller, CommandResult answer) {
    caller
        .rememberedAs()
        .ifPresent(key ->
            state.remember(
                new IdempotencyRecord(
                    key,
                    caller.requestHash(),
                    answer.resourceId(),
                    answer.status(),
                    Optional.of(answer.kept()),
                    state.now(caller.head()))));
  }
}
