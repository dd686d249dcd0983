package com.remitflex.features.rails.signer;

/** Why the signer rejected a request. */
public enum SignerErrorCode {
  /** The request is not well-formed. */
  BAD_REQUEST,
  /** The policy does not contain the chain. */
  NETWORK_NOT_ALLOWED,
  /** The policy does not contain the contract on this chain. */
  TOKEN_NOT_ALLOWED,
  /** The policy does not contain the function of the contract. */
  FUNCTION_NOT_ALLOWED,
  /** Zero, the token, the treasury or a relayer. */
  RECIPIENT_NOT_ALLOWED,
  /** The policy does not contain the treasury as a destination of sweeps. */
  DESTINATION_NOT_ALLOWED,
  /** Zero, negative, or larger than a token can have. */
  AMOUNT_NOT_ALLOWED,
  /** The window is empty, has passed, or ends too late. */
  WINDOW_NOT_ALLOWED,
  /** The amount is above the ceiling per transaction. */
  ABOVE_TRANSACTION_CEILING,
  /** The day's total would be above the ceiling per day. */
  ABOVE_DAY_CEILING,
  /** Something else was signed with this nonce. */
  NONCE_USED,
  /** A cancellation was signed for this nonce. */
  NONCE_CANCELLED,
  /** The signer has no key for this address. */
  KEY_UNKNOWN,
  /** Gas or fees are above the bounds of the policy. */
  FEES_NOT_ALLOWED,
  /** A transaction of a relayer contains an authorisation that this signer did not sign. */
  AUTHORIZATION_UNKNOWN
}
