package com.remitflex.features.rails.signer;

/**
 * Holds the keys of the chains and signs what its policy allows. Each request may be repeated: the
 * same request gets the same signature. Decision 0047.
 */
public interface Signer extends AutoCloseable {
  /** An authorisation (EIP-3009) from the treasury. */
  SignerReply<SignedAuthorization> signPayout(PayoutAuthorization request);

  /** An authorisation (EIP-3009) from a deposit address to the treasury. */
  SignerReply<SignedAuthorization> signSweep(SweepAuthorization request);

  /** The cancellation of a nonce, which is never authorised afterwards. */
  SignerReply<SignedAuthorization> signCancellation(Cancellation request);

  /** A transaction of a relayer. */
  SignerReply<SignedTransaction> signRelay(RelayTransaction request);

  /** The addresses whose keys it holds. */
  SignerReply<SignerAddresses> addresses();

  SignerReply<SignerHealth> health();

  @Override
  void close();
}
