package com.remitflex.features.treasury;

import com.remitflex.features.payments.PaymentService;
import com.remitflex.features.payments.PaymentService.RailQueue;
import com.remitflex.features.rails.evm.follower.FollowedChain;
import com.remitflex.features.rails.evm.follower.NetworkFollower;
import com.remitflex.features.rails.pauses.PauseState;
import com.remitflex.features.rails.pauses.Pauses;
import com.remitflex.platform.jobs.ReadOnDemand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All rails with their queues, pauses, networks and balances, for operators. */
public final class RailOverview {
  private static final Duration BALANCES_MAX_AGE = Duration.ofSeconds(15);
  private static final String SANDBOX = "sandbox";

  private final Pauses pauses;
  private final PaymentService payments;
  private final SortedMap<String, Followed> networks = new TreeMap<>();

  private record Followed(NetworkFollower follower, ReadOnDemand<NetworkBalances> balances) {}

  /**
   * The rails of this installation.
   *
   * @param followers of the networks in the file
   */
  public RailOverview(Pauses pauses, PaymentService payments, List<NetworkFollower> followers) {
    this.pauses = pauses;
    this.payments = payments;
    for (NetworkFollower follower : followers) {
      String name = follower.network().name();
      networks.put(
          name,
          new Followed(
              follower,
              new ReadOnDemand<>(
                  "balances of " + name,
                  BALANCES_MAX_AGE,
                  () -> BalanceReader.read(follower.network(), follower.nodes()).orThrow())));
    }
  }

  /** The names of all rails, also of those that are not configured and still have payments. */
  public List<String> names() {
    return names(queues());
  }

  private List<String> names(Map<String, RailQueue> queues) {
    List<String> names = new ArrayList<>(networks.keySet());
    queues.keySet().stream().filter(name -> !names.contains(name)).forEach(names::add);
    names.remove(SANDBOX);
    names.addLast(SANDBOX);
    return names;
  }

  /** All pauses. */
  public PauseState pauses() {
    return pauses.state();
  }

  /** Every rail, the sandbox last. */
  public List<RailStatus> rails() {
    Map<String, RailQueue> queues = queues();
    PauseState state = pauses.state();
    return names(queues).stream()
        .map(name -> status(name, state, Optional.ofNullable(queues.get(name))))
        .toList();
  }

  private Map<String, RailQueue> queues() {
    return payments.railQueues().stream()
        .collect(Collectors.toMap(RailQueue::rail, Function.identity()));
  }

  private RailStatus status(String name, PauseState state, Optional<RailQueue> queue) {
    return new RailStatus(
        name,
        state.of(name),
        queue.map(RailQueue::orders).orElse(0L),
        queue.map(RailQueue::waiting).orElse(0L),
        queue.map(RailQueue::overdue).orElse(0L),
        queue.map(RailQueue::reasonText).orElse(""),
        Optional.ofNullable(networks.get(name)).map(RailOverview::status));
  }

  private static NetworkStatus status(Followed followed) {
    NetworkFollower follower = followed.follower();
    Optional<FollowedChain> chain = follower.chain();
    Optional<FollowedChain.Place> place = chain.flatMap(FollowedChain::place);
    return new NetworkStatus(
        follower.network(),
        follower.closedReason(),
        chain.flatMap(FollowedChain::pauseReason),
        place.map(FollowedChain.Place::headHeight),
        place.map(FollowedChain.Place::finalHeight),
        chain.flatMap(FollowedChain::movedAt),
        follower.nodes().health(),
        followed.balances().get().flatMap(ReadOnDemand.Read::value));
  }
}
