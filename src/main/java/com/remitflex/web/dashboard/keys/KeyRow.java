package com.remitflex.web.dashboard.keys;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.authentication.KeyUseStore;
import com.remitflex.web.dashboard.site.BarChart;
import java.util.Optional;

/**
 * A key as the list shows it.
 *
 * @param use its requests of the last 30 days, by day
 * @param smallerScope the scope that would have done for 30 days
 */
public record KeyRow(
    ApiKey key,
    String status,
    Optional<KeyUseStore.LastUse> lastUse,
    BarChart use,
    Optional<String> smallerScope) {}
