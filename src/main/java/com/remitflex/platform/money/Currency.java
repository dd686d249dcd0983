package com.remitflex.platform.money;

import java.util.Optional;

/** A supported currency, with its ISO 4217 or token decimals. */
public enum Currency {
  USDC(Kind.STABLECOIN, 6),
  USDT(Kind.STABLECOIN, 6),
  EURC(Kind.STABLECOIN, 6),
  PYUSD(Kind.STABLECOIN, 6),
  USD(Kind.FIAT, 2),
  EUR(Kind.FIAT, 2),
  GBP(Kind.FIAT, 2),
  MXN(Kind.FIAT, 2),
  PHP(Kind.FIAT, 2),
  NGN(Kind.FIAT, 2),
  KES(Kind.FIAT, 2),
  BRL(Kind.FIAT, 2),
  INR(Kind.FIAT, 2),
  CAD(Kind.FIAT, 2);

  /** Whether a currency is a token on a chain or money in a bank. */
  public enum Kind {
    STABLECOIN,
    FIAT
  }

  private final Kind kind;
  private final int digits;

  Currency(Kind kind, int digits) {
    this.kind = kind;
    this.digits = digits;
  }

  /** The currency with exactly this upper-case code. */
  public static Optional<Currency> find(String code) {
    for (Currency currency : values()) {
      if (currency.name().equals(code)) {
        return Optional.of(currency);
      }
    }
    return Optional.empty();
  }

  /** Decimals of the minor unit: 6 for stablecoins, the ISO 4217 exponent for fiat. */
  public int digits() {
    return digits;
  }

  public boolean isStablecoin() {
    return kind == Kind.STABLECOIN;
  }
}
