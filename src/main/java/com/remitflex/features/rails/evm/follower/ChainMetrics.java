package com.remitflex.features.rails.evm.follower;

import com.remitflex.features.rails.evm.rpc.EvmNodes.UrlHealth;
import com.remitflex.platform.telemetry.Gauges;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** How far each network was followed, whether it works, and how far each URL is behind. */
public final class ChainMetrics {
  private static final Duration STALLED_AFTER = Duration.ofMinutes(5);

  private ChainMetrics() {}

  /** The meters of all networks together, which exist without a network too. */
  public static void registerTotals(List<NetworkFollower> followers, MeterRegistry registry) {
    Gauges.register(
        registry,
        "remitflex.networks.closed",
        "Networks whose rail is closed on this node",
        () -> Optional.of(count(followers, one -> one.closedReason().isPresent())));
    Gauges.register(
        registry,
        "remitflex.networks.paused",
        "Networks that are paused, because a final block was replaced",
        () ->
            Optional.of(
                count(
                    followers,
                    one -> one.chain().flatMap(FollowedChain::pauseReason).isPresent())));
    Gauges.register(
        registry,
        "remitflex.networks.stalled",
        "Networks on which no new block was found for five minutes",
        () -> Optional.of(count(followers, ChainMetrics::isStalled)));
  }

  private static boolean isStalled(NetworkFollower follower) {
    return follower
        .chain()
        .flatMap(FollowedChain::movedAt)
        .filter(moved -> moved.isBefore(Instant.now().minus(STALLED_AFTER)))
        .isPresent();
  }

  private static long count(List<NetworkFollower> followers, Predicate<NetworkFollower> which) {
    return followers.stream().filter(which).count();
  }

  public static void register(NetworkFollower follower, MeterRegistry registry) {
    String name = follower.network().name();
    gauge(
        registry,
        "head",
        "Height of the newest block",
        name,
        () -> follower.chain().flatMap(FollowedChain::place).map(FollowedChain.Place::headHeight));
    gauge(
        registry,
        "final",
        "Height of the newest final block",
        name,
        () -> follower.chain().flatMap(FollowedChain::place).map(FollowedChain.Place::finalHeight));
    gauge(
        registry,
        "closed",
        "1 while the rail is closed on this node",
        name,
        () -> Optional.of(follower.closedReason().isPresent() ? 1L : 0L));
    gauge(
        registry,
        "paused",
        "1 while the network is paused by a broken finality",
        name,
        () -> follower.chain().map(one -> one.pauseReason().isPresent() ? 1L : 0L));
    for (UrlHealth url : follower.nodes().health()) {
      Gauges.register(
          registry,
          "remitflex.chain.rpc.lag",
          "Blocks that a node is behind the best one",
          () -> lag(follower.nodes().health(), url.name()),
          "network",
          name,
          "url",
          url.name());
    }
  }

  private static Optional<Long> lag(List<UrlHealth> all, String name) {
    Optional<Long> best = all.stream().flatMap(one -> one.head().stream()).max(Long::compare);
    return all.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .flatMap(UrlHealth::head)
        .map(head -> best.orElse(head) - head);
  }

  private static void gauge(
      MeterRegistry registry,
      String meter,
      String description,
      String network,
      Supplier<Optional<Long>> value) {
    Gauges.register(registry, "remitflex.chain." + meter, description, value, "network", network);
  }
}
