package com.remitflex.features.webhooks.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.remitflex.platform.errors.CheckReturnValue;
import com.remitflex.platform.errors.ErrorCode;
import com.remitflex.platform.errors.Result;

/**
 * A condition on the fields of an event, for example {@code data.source_currency = "USDC" and
 * data.amount >= 100}.
 */
public final class EventFilter {
  /** Maximum length of the text. */
  public static final int MAX_LENGTH = 500;

  private final Condition condition;

  private EventFilter(Condition condition) {
    this.condition = condition;
  }

  /** Reads a condition; VALIDATION_ERROR at `field` names the position of an error. */
  @CheckReturnValue
  public static Result<EventFilter> parse(String field, String text) {
    try {
      return Result.ok(new EventFilter(new FilterParser(FilterTokens.of(text)).parse()));
    } catch (FilterSyntaxException e) {
      return Result.rejected(field, ErrorCode.VALIDATION_ERROR, e.problem());
    }
  }

  /** Whether the event, as the API shows it, meets the condition. */
  public boolean matches(JsonNode event) {
    return condition.matches(event);
  }
}
