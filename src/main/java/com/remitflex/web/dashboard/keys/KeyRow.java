package com.remitflex.web.dashboard.keys;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.authentication.LastUse;
import com.remitflex.features.apikeys.lifecycle.KeyDetails;
import com.remitflex.web.dashboard.site.BarChart;
import java.time.Instant;
import java.util.Optional;

/**
 * A key as the list shows it.
 *
 * @param use its requests of the last 30 days, by day
 * @param smallerScope the scope that would have been enough for 30 days
 */
public record KeyRow(
    ApiKey key,
    String status,
    Optional<LastUse> lastUse,
    BarChart use,
    Optional<String> smallerScope) {
  static KeyRow of(KeyDetails details, BarChart use, Instant now) {
    return new KeyRow(
        details.key(),
        details.key().status(now),
        details.lastUse(),
        use,
        details.leastPrivilege().map(advice -> advice.suggested().word()));
  }
}
