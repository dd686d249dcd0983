package com.remitflex.features.corridors.rates.sources;

import com.remitflex.features.corridors.rates.Quotation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A table of prices in the rates file. */
record FixedSource(
    String name, Duration refresh, Optional<Duration> maxAge, List<Quotation> quotations)
    implements RateSource {
  @Override
  public String kind() {
    return "fixed";
  }

  @Override
  public List<Quotation> read(Instant now) {
    return quotations;
  }
}
