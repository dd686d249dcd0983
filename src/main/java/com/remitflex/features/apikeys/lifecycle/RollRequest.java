package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.errors.ApiException;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a key is to be rolled.
 *
 * @param grace how long the old secret lives on
 * @param fromFirstUse whether that is counted from the new secret's first use
 * @param quietHours ends the grace early after so many hours in which nobody used the old secret
 */
public record RollRequest(Duration grace, boolean fromFirstUse, Optional<Integer> quietHours) {
  private static final int MOST_SECONDS = 604_800;
  private static final int A_DAY_SECONDS = 86_400;
  private static final int MOST_QUIET_HOURS = 168;

  /**
   * A roll with checked numbers.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static RollRequest of(
      int graceSeconds, boolean fromFirstUse, Optional<Integer> quietHours) {
    if (graceSeconds < 0 || graceSeconds > MOST_SECONDS) {
      throw fault("grace_seconds", "Must be a whole number from 0 to " + MOST_SECONDS + ".");
    }
    if (quietHours.filter(hours -> hours < 1 || hours > MOST_QUIET_HOURS).isPresent()) {
      throw fault(
          "end_after_quiet_hours", "Must be a whole number from 1 to " + MOST_QUIET_HOURS + ".");
    }
    return new RollRequest(Duration.ofSeconds(graceSeconds), fromFirstUse, quietHours);
  }

  private static ApiException fault(String field, String message) {
    return ApiError.at(field, ErrorCode.VALIDATION_ERROR, message).exception();
  }

  /**
   * Reads the body of a request; without members it is a grace of one day from now.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  static RollRequest read(JsonObject body) {
    int seconds = body.integer("grace_seconds", 0, MOST_SECONDS).orElse(A_DAY_SECONDS);
    String from = body.word("grace_from", List.of("now", "first_use")).orElse("now");
    Optional<Integer> quiet = body.integer("end_after_quiet_hours", 1, MOST_QUIET_HOURS);
    body.rejectUnknown();
    return new RollRequest(Duration.ofSeconds(seconds), from.equals("first_use"), quiet);
  }
}
