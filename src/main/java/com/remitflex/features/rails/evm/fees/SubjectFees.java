package com.remitflex.features.rails.evm.fees;

import com.remitflex.features.rails.evm.relays.ExpectedFee;
import java.math.BigInteger;
import java.util.List;

/**
 * The network fees of one payment or sweep.
 *
 * @param booked of its final transactions, the oldest first
 * @param expected of those that are not final
 */
public record SubjectFees(List<NetworkFee> booked, List<ExpectedFee> expected) {
  public SubjectFees {
    booked = List.copyOf(booked);
    expected = List.copyOf(expected);
  }

  /** What was booked, in wei. */
  public BigInteger totalWei() {
    return booked.stream().map(NetworkFee::feeWei).reduce(BigInteger.ZERO, BigInteger::add);
  }

  public boolean isEmpty() {
    return booked.isEmpty() && expected.isEmpty();
  }
}
