package com.remitflex.features.treasury;

import com.remitflex.features.rails.pauses.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the rails run, and whether their networks are followed. */
public final class RailsCheck implements HealthCheck {
  private static final Duration STALLED_AFTER = Duration.ofMinutes(5);

  private final RailOverview overview;

  public RailsCheck(RailOverview overview) {
    this.overview = overview;
  }

  @Override
  public List<HealthItem> items() {
    Instant now = Instant.now();
    List<HealthItem> items = new ArrayList<>();
    for (RailStatus rail : overview.rails()) {
      items.add(rail(rail, now));
      rail.network().ifPresent(network -> items.add(network(rail.name(), network, now)));
    }
    return items;
  }

  private static HealthItem rail(RailStatus rail, Instant now) {
    String name = "Rail " + rail.name();
    if (!rail.pauses().isEmpty()) {
      Pause first = rail.pauses().getFirst();
      return HealthItem.attention(
          name,
          "Paused: " + first.reason(),
          now,
          "Payments wait. Resume it under Rails when the reason is gone.");
    }
    if (rail.late() > 0) {
      return HealthItem.problem(
          name,
          rail.late() + " payments should have been worked on more than a minute ago.",
          now,
          "Look at Waiting payouts, and for the name of the rail in the server's log.");
    }
    return HealthItem.ok(
        name, rail.orders() == 0 ? "No payments in its queue." : inQueue(rail), now);
  }

  private static String inQueue(RailStatus rail) {
    return rail.orders()
        + " payments in its queue"
        + (rail.waiting() == 0 ? "." : ", " + rail.waiting() + " of them wait.");
  }

  private static HealthItem network(String name, NetworkStatus network, Instant now) {
    String title = "Network " + name;
    if (network.closedReason().isPresent()) {
      return HealthItem.problem(
          title,
          "Closed: " + network.closedReason().get(),
          now,
          "Correct the networks file or the nodes. It is checked again every few seconds.");
    }
    if (network.stopReason().isPresent()) {
      return HealthItem.problem(
          title,
          "Stopped: " + network.stopReason().get(),
          now,
          "A final block was replaced. Compare deposits and payouts since then with the chain.");
    }
    Optional<Instant> moved = network.movedAt();
    if (moved.isEmpty()) {
      return HealthItem.unknown(title, "No block has been read yet.");
    }
    if (moved.get().isBefore(now.minus(STALLED_AFTER))) {
      return HealthItem.problem(
          title,
          "No new block for more than " + STALLED_AFTER.toMinutes() + " minutes.",
          now,
          "Check its nodes: " + network.nodeText() + ".");
    }
    if (network.hasFailingNode()) {
      return HealthItem.attention(
          title,
          "Followed, but a node does not work: " + network.nodeText() + ".",
          now,
          "Repair or replace the node. With too few nodes, payments and deposits wait.");
    }
    return HealthItem.ok(title, network.blockText(), moved.get());
  }
}
