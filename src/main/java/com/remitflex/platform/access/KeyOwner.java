package com.remitflex.platform.access;

import com.remitflex.platform.ids.Environment;

/**
 * A key with the account that owns it and whose history records its requests.
 *
 * @param canary whether any use of the key raises an alert
 */
public record KeyOwner(String keyId, String accountId, Environment environment, boolean canary) {
  /** The owner of a key that is not a canary. */
  public KeyOwner(String keyId, String accountId, Environment environment) {
    this(keyId, accountId, environment, false);
  }
}
