package com.remitflex.features.apikeys.lifecycle;

import com.remitflex.features.apikeys.ApiKey;
import com.remitflex.features.apikeys.LeastPrivilege;
import com.remitflex.features.apikeys.RetiredSecret;
import com.remitflex.features.apikeys.authentication.LastUse;
import java.util.List;
import java.util.Optional;

/**
 * A key with what is known of its use.
 *
 * @param oldSecrets the replaced secrets that are still valid
 * @param leastPrivilege the lower scope that would be enough, if there is one
 */
public record KeyDetails(
    ApiKey key,
    Optional<LastUse> lastUse,
    List<RetiredSecret> oldSecrets,
    Optional<LeastPrivilege> leastPrivilege) {
  public KeyDetails {
    oldSecrets = List.copyOf(oldSecrets);
  }
}
