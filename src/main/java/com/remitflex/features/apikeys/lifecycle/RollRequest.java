package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of a roll.
 *
 * @param grace how long the old secret stays valid
 * @param fromFirstUse whether the grace period begins with the first use of the new secret
 * @param quietHours hours without use of the old secret after which its grace period ends early
 */
public record RollRequest(Duration grace, boolean fromFirstUse, Optional<Integer> quietHours) {
  private static final int MAX_GRACE_SECONDS = 604_800;
  private static final int DEFAULT_GRACE_SECONDS = 86_400;
  private static final int MAX_QUIET_HOURS = 168;

  /**
   * Checks the parameters.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static RollRequest of(
      int graceSeconds, boolean fromFirstUse, Optional<Integer> quietHours) {
    if (graceSeconds < 0 || graceSeconds > MAX_GRACE_SECONDS) {
      throw invalid("grace_seconds", "Must be a whole number from 0 to " + MAX_GRACE_SECONDS + ".");
    }
    if (quietHours.filter(hours -> hours < 1 || hours > MAX_QUIET_HOURS).isPresent()) {
      throw invalid(
          "end_after_quiet_hours", "Must be a whole number from 1 to " + MAX_QUIET_HOURS + ".");
    }
    return new RollRequest(Duration.ofSeconds(graceSeconds), fromFirstUse, quietHours);
  }

  private static ApiException invalid(String field, String message) {
    return ApiError.at(field, ErrorCode.VALIDATION_ERROR, message).exception();
  }

  /**
   * Reads the body of a request. The default is a grace period of one day that begins now.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  static RollRequest read(JsonObject body) {
    int seconds = body.integer("grace_seconds", 0, MAX_GRACE_SECONDS).orElse(DEFAULT_GRACE_SECONDS);
    String from = body.word("grace_from", List.of("now", "first_use")).orElse("now");
    Optional<Integer> quiet = body.integer("end_after_quiet_hours", 1, MAX_QUIET_HOURS);
    body.rejectUnknown();
    return new RollRequest(Duration.ofSeconds(seconds), from.equals("first_use"), quiet);
  }
}
