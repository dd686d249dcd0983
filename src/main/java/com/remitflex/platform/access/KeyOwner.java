package com.remitflex.platform.access;

import com.remitflex.platform.ids.Environment;

/**
 * A key, and whose it is: in whose history a request stands.
 *
 * @param canary whether any use of the key is an alarm
 */
public record KeyOwner(String keyId, String accountId, Environment environment, boolean canary) {
  /** The owner of a key that is there to be used. */
  public KeyOwner(String keyId, String accountId, Environment environment) {
    this(keyId, accountId, environment, false);
  }
}
