package com.remitflex.features.recipients.wallets;

import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.money.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The networks on which wallets can be paid: the public ones, which the sandbox simulates, and for
 * live payments those of the configured rails.
 *
 * @param live the networks with a live rail
 */
public record Networks(Set<String> live) {
  /**
   * The token contracts of the simulated networks, which are those of the public ones. Sources:
   * Circle, "USDC contract addresses" and "EURC contract addresses"; Tether, "Supported protocols";
   * Paxos, "PYUSD on mainnet".
   */
  private static final Map<String, Map<Currency, String>> SIMULATED =
      new TreeMap<>(
          Map.of(
              "ethereum",
              Map.of(
                  Currency.USDC, "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48",
                  Currency.USDT, "0xdAC17F958D2ee523a2206206994597C13D831ec7",
                  Currency.EURC, "0x1aBaEA1f7C830bD89Acc67eC4af516284b1bC33c",
                  Currency.PYUSD, "0x6c3ea9036406852006290770BEdFcAbA0e23A0e8"),
              "polygon",
              Map.of(
                  Currency.USDC, "0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359",
                  Currency.USDT, "0xc2132D05D31c914a87C6611C10748AEb04B58e8F"),
              "base",
              Map.of(
                  Currency.USDC, "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
                  Currency.EURC, "0x60a3E35Cc302bFA44Cb288Bc5a4F316Fdb1adb42")));

  /** The names of the networks that the sandbox simulates, in alphabetical order. */
  public static List<String> simulated() {
    return List.copyOf(SIMULATED.keySet());
  }

  /** The contract of a currency on a simulated network. */
  static Optional<String> contract(String network, Currency currency) {
    return Optional.ofNullable(SIMULATED.getOrDefault(network, Map.of()).get(currency));
  }

  /** The token contracts of the simulated networks, to which the sandbox sends nothing. */
  public static ForbiddenAddresses simulatedContracts() {
    return (environment, wallet) ->
        environment == Environment.SANDBOX
                && SIMULATED
                    .getOrDefault(wallet.network(), Map.of())
                    .containsValue(wallet.address())
            ? Optional.of(ForbiddenAddresses.Owner.TOKEN_CONTRACT)
            : Optional.empty();
  }

  /** The networks on which wallets can be paid now, in alphabetical order. */
  List<String> offered(Environment environment) {
    return switch (environment) {
      case SANDBOX -> simulated();
      case LIVE -> live.stream().sorted().toList();
    };
  }

  /** Every network that a payment of this environment may name. */
  Set<String> known(Environment environment) {
    Set<String> names = new TreeSet<>(SIMULATED.keySet());
    if (environment == Environment.LIVE) {
      names.addAll(live);
    }
    return names;
  }

  /**
   * The networks that carry a currency: of the sandbox's. Which currencies a live network carries
   * is decided by its rail.
   */
  static List<String> carrying(Currency currency) {
    return SIMULATED.entrySet().stream()
        .filter(network -> network.getValue().containsKey(currency))
        .map(Map.Entry::getKey)
        .toList();
  }
}
