package com.remitflex.features.apikeys;

import com.remitflex.platform.money.Money;
import com.remitflex.platform.net.AddressRange;
import java.util.List;
import java.util.Optional;

/**
 * The limits of a key besides its scope.
 *
 * @param addresses from which requests are accepted; empty allows any address
 * @param requestsPerMinute its own rate limit, 0 for no limit; empty for the platform default
 * @param perPayment the maximum worth of one payment
 * @param perDay the maximum worth of all payments of one UTC day
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
