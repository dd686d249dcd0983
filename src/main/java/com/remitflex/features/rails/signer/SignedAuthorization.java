package com.remitflex.features.rails.signer;

import com.remitflex.features.rails.evm.keys.Bytes32;

/**
 * A signature of an authorisation or of its cancellation.
 *
 * @param v 27 or 28
 */
public record SignedAuthorization(int v, Bytes32 r, Bytes32 s) {
  /** The signature as 65 bytes in hexadecimal digits after `0x`. */
  public String signature() {
    return r.text() + s.text().substring(2) + Integer.toHexString(v);
  }
}
