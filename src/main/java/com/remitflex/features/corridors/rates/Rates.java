package com.remitflex.features.corridors.rates;

import com.remitflex.platform.ids.Environment;
import java.time.Instant;

/**
 * The exchange rates of this node, in memory: reading them never waits. A command takes them once,
 * in its decision, so that all of it is decided by the same rates.
 */
public interface Rates {
  /** The newest rates of an environment. */
  RateTable table(Environment environment);

  /** Those rates of an environment that are not too old at this time. */
  default CurrentRates at(Environment environment, Instant now) {
    return table(environment).at(now);
  }
}
