package com.remitflex.features.corridors.rates.sources;

import com.remitflex.features.corridors.rates.Quotation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where prices come from. */
public interface RateSource {
  /** The name under which quotes show the source. */
  String name();

  /** What kind of source it is, for operators. */
  String kind();

  /** How often it is read. */
  Duration refresh();

  /** How old its prices may be; empty if they stay valid. */
  Optional<Duration> maxAge();

  /**
   * Reads the current prices, at most for a few seconds.
   *
   * @param now the time of prices that state none
   * @throws RateSourceException says for the operator what is wrong
   */
  List<Quotation> read(Instant now) throws RateSourceException;
}
