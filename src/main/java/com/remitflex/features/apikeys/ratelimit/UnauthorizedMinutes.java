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
 * Answers 401 to an address in fixed windows of one minute, as this node has given them. It guards
 * no secret, so each node counts for itself and forgets the addresses that it has no room for.
 */
public final class UnauthorizedMinutes implements UnauthorizedLimit {
  private static final int MOST_ADDRESSES = 100_000;
  private static final Duration BETWEEN_LOOKUPS = Duration.ofSeconds(1);
  private static final Duration KEPT = Duration.ofMinutes(2);

  private final int limit;
  private final DatabaseClock clock;
  private final Cache<String, Given> given =
      Caffeine.newBuilder().maximumSize(MOST_ADDRESSES).expireAfterWrite(KEPT).build();

  /** The addresses over the limit for which something was looked up within the last second. */
  private final Cache<String, Boolean> lookups =
      Caffeine.newBuilder().maximumSize(MOST_ADDRESSES).expireAfterWrite(BETWEEN_LOOKUPS).build();

  /** How many answers were given in a minute, counted to one over the limit at most. */
  private record Given(long minute, int answers) {}

  /**
   * The answers of this node.
   *
   * @param limit answers a minute and address; 0 is no limit
   */
  public UnauthorizedMinutes(int limit, DatabaseClock clock) {
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
    Given after =
        given
            .asMap()
            .compute(Network.ofSubscriber(address), (client, before) -> next(before, minute));
    if (after.answers() <= limit) {
      return OptionalInt.empty();
    }
    long reset = (after.minute() + 1) * NodeQuota.MINUTE_SECONDS;
    return OptionalInt.of((int) Math.clamp(reset - now, 1, NodeQuota.MINUTE_SECONDS));
  }

  @Override
  public void uncount(String address) {
    given
        .asMap()
        .computeIfPresent(
            Network.ofSubscriber(address),
            (network, now) -> new Given(now.minute(), Math.max(0, now.answers() - 1)));
  }

  @Override
  public boolean mayLookUp(String address) {
    return lookups.asMap().putIfAbsent(Network.ofSubscriber(address), true) == null;
  }

  private Given next(@Nullable Given before, long minute) {
    if (before == null || before.minute() < minute) {
      return new Given(minute, 1);
    }
    return new Given(before.minute(), Math.min(before.answers(), limit) + 1);
  }
}
