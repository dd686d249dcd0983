package com.remitflex.features.compliance;

import com.remitflex.platform.ids.Environment;

/** Decides whether an address of a chain is blocked. */
@FunctionalInterface
public interface AddressScreening {
  /** Whether money from or to this address is held; the case of its letters does not matter. */
  boolean isBlocked(Environment environment, String address);
}
