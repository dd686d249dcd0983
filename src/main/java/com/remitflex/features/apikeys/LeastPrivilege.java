package com.remitflex.features.apikeys;

import com.remitflex.platform.access.Scope;
import java.time.Instant;

/**
 * Advice for a key that has not needed its scope for a long time.
 *
 * @param suggested the lowest scope that would have been enough for all of its requests
 * @param since when it last needed a higher scope, or since when its use is known
 */
public record LeastPrivilege(Scope suggested, Instant since) {}
