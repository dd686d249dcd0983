package com.remitflex.features.apikeys;

import com.remitflex.platform.money.Money;
import com.remitflex.platform.net.AddressRange;
import java.util.List;
import java.util.Optional;

/**
 * What a key may be held to beyond its scope.
 *
 * @param addresses where requests may come from; empty is anywhere
 * @param requestsPerMinute its own request limit, 0 for none; empty is the platform's
 * @param perPayment the most that one payment may be worth
 * @param perDay the most that the payments of one UTC day may be worth together
 */
public record KeyLimits(
    List<AddressRange> addresses,
    Optional<Integer> requestsPerMinute,
    Optional<Money> perPayment,
    Optional<Money> perDay) {
  public static final KeyLimits NONE =
      new KeyLimits(List.of(), Optional.empty(), Optional.empty(), Optional.empty());

  public KeyLimits {
    addresses = List.copyOf(addresses);
  }

  public boolean allows(String ip) {
    return addresses.isEmpty() || addresses.stream().anyMatch(range -> range.contains(ip));
  }

  public boolean onMoney() {
    return perPayment.isPresent() || perDay.isPresent();
  }
}
