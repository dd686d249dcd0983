package com.remitflex.platform.http.api;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.text.ApiKeyText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Why a request was rejected before it could act.
 *
 * @param check the check that failed; all checks before it passed
 * @param detail the reason, for the key's owner; it says more than the client's error
 * @param error the error that the client receives
 */
public record Rejection(Check check, String detail, ApiError error) {
  /** Masks the detail, which is recorded and may quote the client. */
  public Rejection {
    detail = ApiKeyText.mask(detail);
  }

  /** One step of the decision. */
  public record Step(Check check, boolean passed, String detail) {}

  /** The steps of a decision, up to the failed check; if none failed, all of them passed. */
  public static List<Step> steps(Optional<Check> failed, String detail) {
    int last =
        failed.map(check -> List.of(Check.values()).indexOf(check)).orElse(Integer.MAX_VALUE);
    return Arrays.stream(Check.values())
        .limit(last == Integer.MAX_VALUE ? Check.values().length : last + 1L)
        .map(check ->
            failed.filter(check::equals).isPresent()
                ? new Step(check, false, detail)
                : new Step(check, true, check.meaning()))
        .toList();
  }
}
