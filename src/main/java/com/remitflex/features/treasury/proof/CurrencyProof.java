package com.remitflex.features.treasury.proof;

import com.remitflex.platform.money.Currency;
import java.math.BigInteger;
import java.util.Map;

/**
 * The equation of the books for one currency over all networks.
 *
 * @param minor the terms in minor units, without their signs; a missing one is zero
 */
public record CurrencyProof(Currency currency, Map<Term, BigInteger> minor) {
  public CurrencyProof {
    minor = Map.copyOf(minor);
  }

  /** A term in minor units. */
  public BigInteger of(Term term) {
    return minor.getOrDefault(term, BigInteger.ZERO);
  }

  /** What the chains have. */
  public BigInteger tokens() {
    return sum(Term.Side.TOKENS);
  }

  /** What is booked. */
  public BigInteger booked() {
    return sum(Term.Side.BOOKED);
  }

  /** What the chains have beyond what is booked; negative if something is missing. */
  public BigInteger difference() {
    return tokens().subtract(booked());
  }

  private BigInteger sum(Term.Side side) {
    BigInteger sum = BigInteger.ZERO;
    for (Term term : Term.values()) {
      if (term.side() == side) {
        sum = sum.add(of(term).multiply(BigInteger.valueOf(term.sign())));
      }
    }
    return sum;
  }
}
