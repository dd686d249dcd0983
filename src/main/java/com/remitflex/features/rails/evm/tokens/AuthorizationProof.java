package com.remitflex.features.rails.evm.tokens;

import com.remitflex.features.rails.evm.keys.Bytes32;

/** What became of an authorisation, as independent nodes agree at a final block. */
public sealed interface AuthorizationProof {
  /** It was used, and the tokens have moved, in one final transaction, whoever sent that. */
  record Paid(Bytes32 transactionHash, long height) implements AuthorizationProof {}

  /** It was cancelled in a final block, so it can never be used. */
  record Cancelled(Bytes32 transactionHash, long height) implements AuthorizationProof {}

  /**
   * It is neither used nor cancelled in the state after a final block.
   *
   * @param finalTime of that block, Unix seconds
   */
  record Unused(long finalHeight, long finalTime) implements AuthorizationProof {}

  /** Nothing may be concluded; an operator must look. */
  record Unclear(String reason) implements AuthorizationProof {}
}
