package com.remitflex.web.operator;

import com.remitflex.features.corridors.rates.sources.Ages;
import com.remitflex.features.corridors.rates.sources.SourceStatus;
import java.time.Instant;

/**
 * A source of rates as a row of the page.
 *
 * @param error why the last read failed; empty text if it succeeded
 */
public record SourceRow(
    String name,
    String kind,
    long prices,
    boolean isUsable,
    String age,
    String maxAge,
    Instant nextRead,
    String error) {

  static SourceRow of(SourceStatus status, Instant now) {
    return new SourceRow(
        status.source().name(),
        status.source().kind(),
        status.quotations().size(),
        status.isUsable(now),
        Ages.age(status, now),
        Ages.maxAge(status),
        status.nextRefresh(),
        status.error().orElse(""));
  }
}
