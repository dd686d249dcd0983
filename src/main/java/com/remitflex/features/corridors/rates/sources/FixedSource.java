package com.remitflex.features.corridors.rates.sources;

import com.remitflex.features.corridors.rates.Quotation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A table of prices in the rates file.
 *
 * @param isDated whether the file says of which time the prices are; otherwise they are of the time
 *     at which they are read
 */
record FixedSource(
    String name,
    Duration refresh,
    Optional<Duration> maxAge,
    boolean isDated,
    List<Quotation> quotations)
    implements RateSource {
  @Override
  public String kind() {
    return "fixed";
  }

  @Override
  public List<Quotation> read(Instant now) {
    return isDated ? quotations : quotations.stream().map(one -> one.at(now)).toList();
  }
}
