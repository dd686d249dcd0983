package com.remitflex.features.compliance;

import com.remitflex.platform.ids.Environment;

/** The address that is blocked in the sandbox, next to those of another screening. */
public final class SandboxBlockedAddress {
  public static final String TEXT = "0x00000000000000000000000000000000000b10c4";

  private SandboxBlockedAddress() {}

  public static AddressScreening or(AddressScreening other) {
    return (environment, address) ->
        other.isBlocked(environment, address)
            || (environment == Environment.SANDBOX && address.equalsIgnoreCase(TEXT));
  }
}
