package com.remitflex.features.events;

import com.remitflex.core.events.EventFilter;
import com.remitflex.core.events.EventTypes;
import com.remitflex.platform.http.api.Query;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The parameters of lists, feeds and streams of events. */
public final class EventParameters {
  static final String AFTER_SEQ = "after_seq";

  /** The filters of a list. */
  static final Set<String> FILTERS = Set.of("type", "subject", "created_after", "created_before");

  private static final int MAX_SUBJECT = 64;
  private static final int MAX_DIGITS = 18;

  private EventParameters() {}

  /**
   * Reads the filter of a list.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  public static EventFilter filter(Query query) {
    return new EventFilter(
        type(query),
        query.text("subject", MAX_SUBJECT),
        query.time("created_after"),
        query.time("created_before"));
  }

  private static Optional<String> type(Query query) {
    Optional<String> type = query.find("type");
    if (type.filter(one -> !EventTypes.isKnown(one)).isPresent()) {
      throw Query.error("type", "Must be one of: " + String.join(", ", EventTypes.ALL) + ".");
    }
    return type;
  }

  /**
   * The number after which a feed begins, if the query names one.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  static OptionalLong afterSeq(Query query) {
    Optional<String> text = query.find(AFTER_SEQ);
    return text.isPresent() ? OptionalLong.of(seq(AFTER_SEQ, text.get())) : OptionalLong.empty();
  }

  /** A number of an event. */
  static long seq(String name, String text) {
    if (!text.matches("[0-9]{1," + MAX_DIGITS + "}")) {
      throw Query.error(name, "Must be the `seq` of an event, or 0 for all events.");
    }
    return Long.parseLong(text);
  }

  /**
   * Rejects a number that the account has not reached. A reader that waited there would miss the
   * events up to it, for example after an older backup was restored.
   *
   * @throws com.remitflex.platform.errors.ApiException VALIDATION_ERROR
   */
  static void requireReached(String name, long after, long newest) {
    if (after > newest) {
      throw Query.error(
          name,
          "The newest event has the seq "
              + newest
              + ". If you received a higher one, the platform was restored from a backup: continue"
              + " from "
              + newest
              + ".");
    }
  }
}
