package com.remitflex.features.apikeys.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.http.api.UnauthorizedLimit;
import com.remitflex.platform.net.Network;
import java.time.Duration;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Limits the responses with 401 to each address per minute. It guards no secret, so each node
 * counts on its own and drops the addresses that exceed its memory.
 */
public final class AddressRateLimiter implements UnauthorizedLimit {
  private static final int MAX_ADDRESSES = 100_000;
  private static final Duration LOOKUP_INTERVAL = Duration.ofSeconds(1);
  private static final Duration LIFETIME = Duration.ofMinutes(2);

  private final int limit;
  private final DatabaseClock clock;
  private final Cache<String, Counter> counters =
      Caffeine.newBuilder().maximumSize(MAX_ADDRESSES).expireAfterWrite(LIFETIME).build();

  /** The addresses over the limit that had a lookup within the last second. */
  private final Cache<String, Boolean> lookups =
      Caffeine.newBuilder().maximumSize(MAX_ADDRESSES).expireAfterWrite(LOOKUP_INTERVAL).build();

  /** The responses of one minute, counted up to one over the limit. */
  private record Counter(long minute, int responses) {}

  /**
   * The limiter of this node.
   *
   * @param limit maximum responses per address per minute; 0 disables the limit
   */
  public AddressRateLimiter(int limit, DatabaseClock clock) {
    this.limit = limit;
    this.clock = clock;
  }

  @Override
  public OptionalInt count(String address) {
    if (limit == 0) {
      return OptionalInt.empty();
    }
    long now = clock.now().getEpochSecond();
    long minute = now / NodeQuota.MINUTE_SECONDS;
    Counter after =
        counters
            .asMap()
            .compute(Network.ofSubscriber(address), (client, before) -> next(before, minute));
    if (after.responses() <= limit) {
      return OptionalInt.empty();
    }
    long reset = (after.minute() + 1) * NodeQuota.MINUTE_SECONDS;
    return OptionalInt.of((int) Math.clamp(reset - now, 1, NodeQuota.MINUTE_SECONDS));
  }

  @Override
  public void uncount(String address) {
    counters
        .asMap()
        .computeIfPresent(
            Network.ofSubscriber(address),
            (network, now) -> new Counter(now.minute(), Math.max(0, now.responses() - 1)));
  }

  @Override
  public boolean mayLookUp(String address) {
    return lookups.asMap().putIfAbsent(Network.ofSubscriber(address), true) == null;
  }

  private Counter next(@Nullable Counter before, long minute) {
    if (before == null || before.minute() < minute) {
      return new Counter(minute, 1);
    }
    return new Counter(before.minute(), Math.min(before.responses(), limit) + 1);
  }
}
