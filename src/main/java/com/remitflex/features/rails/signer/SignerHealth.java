package com.remitflex.features.rails.signer;

import java.util.List;

/**
 * The state of the signer.
 *
 * @param signatures number of entries in its log
 * @param chainIds the chains of its policy
 * @param warnings sentences for the operator
 */
public record SignerHealth(long signatures, List<Long> chainIds, List<String> warnings) {
  public SignerHealth {
    chainIds = List.copyOf(chainIds);
    warnings = List.copyOf(warnings);
  }
}
