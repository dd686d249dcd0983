package com.remitflex.features.corridors.rates.sources;

import com.remitflex.features.corridors.rates.Quotation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What this node knows of a source.
 *
 * @param quotations of the last read that succeeded
 * @param readAt when that was
 * @param nextRefresh when it is read again
 * @param error why the last read failed; empty if it succeeded
 */
public record SourceStatus(
    RateSource source,
    List<Quotation> quotations,
    Optional<Instant> readAt,
    Instant nextRefresh,
    Optional<String> error) {

  static SourceStatus unread(RateSource source, Instant now) {
    return new SourceStatus(source, List.of(), Optional.empty(), now, Optional.empty());
  }

  /** Reads the source; after a failure, the last prices stay until they are too old. */
  static SourceStatus read(RateSource source, SourceStatus last, Instant now, Duration retry) {
    try {
      List<Quotation> quotations = source.read(now);
      return new SourceStatus(
          source, quotations, Optional.of(now), now.plus(source.refresh()), Optional.empty());
    } catch (RateSourceException e) {
      return new SourceStatus(
          source,
          last.quotations(),
          last.readAt(),
          now.plus(retry),
          Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /** The time of the oldest price. */
  public Optional<Instant> asOf() {
    return quotations.stream().map(Quotation::asOf).min(Instant::compareTo);
  }

  /** How old the oldest price is. */
  public Optional<Duration> age(Instant now) {
    return asOf().map(time -> Duration.between(time, now));
  }

  /** Whether prices of the source are used now. */
  public boolean isUsable(Instant now) {
    return asOf().isPresent()
        && source.maxAge().flatMap(max -> age(now).map(age -> age.compareTo(max) < 0)).orElse(true);
  }
}
