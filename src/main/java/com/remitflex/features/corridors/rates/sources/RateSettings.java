package com.remitflex.features.corridors.rates.sources;

import com.remitflex.features.corridors.rates.Spreads;
import java.util.List;

/**
 * The live rates, as the rates file describes them.
 *
 * @param sources in the order of preference
 */
public record RateSettings(List<RateSource> sources, Spreads spreads) {
  /** No sources. */
  public static final RateSettings NONE = new RateSettings(List.of(), Spreads.NONE);

  public RateSettings {
    sources = List.copyOf(sources);
  }
}
