package com.remitflex.testing;

import com.remitflex.features.rails.signer.Cancellation;
import com.remitflex.features.rails.signer.PayoutAuthorization;
import com.remitflex.features.rails.signer.RelayTransaction;
import com.remitflex.features.rails.signer.SignedAuthorization;
import com.remitflex.features.rails.signer.SignedTransaction;
import com.remitflex.features.rails.signer.Signer;
import com.remitflex.features.rails.signer.SignerAddresses;
import com.remitflex.features.rails.signer.SignerHealth;
import com.remitflex.features.rails.signer.SignerReply;
import com.remitflex.features.rails.signer.SweepAuthorization;
import java.util.function.Supplier;

/** The way of one process to the signer. At a chosen point the process ends, as by kill -9. */
public final class BreakingSigner implements Signer {
  private final Signer signer;
  private volatile Point point = Point.NEVER;
  private volatile boolean broken;
  private volatile boolean unreachable;

  /** Where the process ends. */
  public enum Point {
    NEVER,
    /** Before anything is signed or stored for a payout. */
    BEFORE_AUTHORISATION,
    /** A payout is signed, and the signature is lost. */
    AFTER_AUTHORISATION,
    /** A transaction is signed, and lost before it is stored. */
    AFTER_TRANSACTION
  }

  /** The end of a process: no code may handle it. */
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  public BreakingSigner(Signer signer) {
    this.signer = signer;
  }

  public void breakAt(Point newPoint) {
    point = newPoint;
  }

  public void breakNow() {
    broken = true;
  }

  public boolean isBroken() {
    return broken;
  }

  /** Whether the signer cannot be reached. */
  public void unreachable(boolean on) {
    unreachable = on;
  }

  private <T> SignerReply<T> call(Supplier<SignerReply<T>> request, Point after) {
    if (broken) {
      throw new Killed();
    }
    if (unreachable) {
      return new SignerReply.Unavailable<>("the test says so");
    }
    SignerReply<T> reply = request.get();
    if (point == after && after != Point.NEVER) {
      broken = true;
      throw new Killed();
    }
    return reply;
  }

  @Override
  public SignerReply<SignedAuthorization> signPayout(PayoutAuthorization request) {
    return call(() -> signer.signPayout(request), Point.AFTER_AUTHORISATION);
  }

  @Override
  public SignerReply<SignedAuthorization> signSweep(SweepAuthorization request) {
    return call(() -> signer.signSweep(request), Point.NEVER);
  }

  @Override
  public SignerReply<SignedAuthorization> signCancellation(Cancellation request) {
    return call(() -> signer.signCancellation(request), Point.NEVER);
  }

  @Override
  public SignerReply<SignedTransaction> signRelay(RelayTransaction request) {
    return call(() -> signer.signRelay(request), Point.AFTER_TRANSACTION);
  }

  @Override
  public SignerReply<SignerAddresses> addresses() {
    return call(signer::addresses, Point.BEFORE_AUTHORISATION);
  }

  @Override
  public SignerReply<SignerHealth> health() {
    return call(signer::health, Point.NEVER);
  }

  /** The signer itself is closed by who opened it. */
  @Override
  public void close() {}
}
