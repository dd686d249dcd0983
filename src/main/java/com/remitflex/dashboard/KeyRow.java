package com.remitflex.dashboard;

import com.remitflex.keys.ApiKey;
import com.remitflex.keys.KeyUseStore;
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
    Bars use,
    Optional<String> smallerScope) {}
