package com.remitflex.features.accounts.deposits.addresses;

import static com.remitflex.platform.money.Currency.EURC;
import static com.remitflex.platform.money.Currency.PYUSD;
import static com.remitflex.platform.money.Currency.USDC;

import com.remitflex.platform.money.Currency;
import com.remitflex.platform.money.Money;
import java.util.List;
import java.util.stream.Stream;

/**
 * The networks of the sandbox. Their addresses are derived from a key that is published in BIP-32
 * as a test vector: anyone knows its private key, so that no one may send real money to them.
 */
public final class SandboxNetworks {
  private static final String TEST_VECTOR =
      "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265"
          + "TMg7usUDFdp6W1EGMcet8";

  private static final int FINAL_AFTER = 5;
  private static final long MINIMUM_MINOR = 1_000_000;

  private static final List<DepositNetwork> NETWORKS =
      List.of(
          network("ethereum", USDC, EURC, PYUSD),
          network("base", USDC, EURC),
          network("polygon", USDC));

  private SandboxNetworks() {}

  private static DepositNetwork network(String name, Currency... currencies) {
    return new DepositNetwork(
        name,
        TEST_VECTOR,
        FINAL_AFTER,
        Stream.of(currencies).map(currency -> new Money(currency, MINIMUM_MINOR)).toList());
  }

  /** The sandbox's networks, and these in live. */
  public static DepositNetworks with(List<DepositNetwork> live) {
    return environment ->
        switch (environment) {
          case SANDBOX -> NETWORKS;
          case LIVE -> live;
        };
  }
}
