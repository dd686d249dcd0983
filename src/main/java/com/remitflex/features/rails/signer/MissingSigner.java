package com.remitflex.features.rails.signer;

/** Stands for a signer that is not configured or cannot be opened: nothing is ever signed. */
public record MissingSigner(String reason) implements Signer {
  @Override
  public SignerReply<SignedAuthorization> signPayout(PayoutAuthorization request) {
    return unavailable();
  }

  @Override
  public SignerReply<SignedAuthorization> signSweep(SweepAuthorization request) {
    return unavailable();
  }

  @Override
  public SignerReply<SignedAuthorization> signCancellation(Cancellation request) {
    return unavailable();
  }

  @Override
  public SignerReply<SignedTransaction> signRelay(RelayTransaction request) {
    return unavailable();
  }

  @Override
  public SignerReply<SignerAddresses> addresses() {
    return unavailable();
  }

  @Override
  public SignerReply<SignerHealth> health() {
    return unavailable();
  }

  private <T> SignerReply<T> unavailable() {
    return new SignerReply.Unavailable<>(reason);
  }

  @Override
  public void close() {
    // There is nothing to close.
  }
}
