package com.remitflex.platform.http.api;

import com.remitflex.platform.errors.ApiError;
import com.remitflex.platform.text.ApiKeyText;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Why a request was refused before it could act.
 *
 * @param check the one that it failed; it has passed all before
 * @param detail for the key's owner: more than the client is told
 * @param error what the client is told
 */
public record Rejection(Check check, String detail, ApiError error) {
  /** A refusal, whose detail is recorded and may quote what the client sent. */
  public Rejection {
    detail = ApiKeyText.mask(detail);
  }

  /** One step of the decision. */
  public record Step(Check check, boolean passed, String detail) {}

  /** The steps of the decision that a failed check ends; all are passed when none has failed. */
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
