package com.remitflex.features.treasury;

import com.remitflex.features.apikeys.authentication.NodeLease;
import java.time.Instant;
import java.util.List;

/** Whether this node knows every revocation, and how many nodes run. */
public final class NodesCheck implements HealthCheck {
  private static final String NAME = "Revocations";

  private final NodeLease lease;

  public NodesCheck(NodeLease lease) {
    this.lease = lease;
  }

  @Override
  public List<HealthItem> items() {
    Instant now = Instant.now();
    int nodes = lease.nodes();
    String running = nodes == 1 ? "1 node runs" : nodes + " nodes run";
    return List.of(
        lease.isHeld()
            ? HealthItem.ok(
                NAME,
                running
                    + ", and this one knows every revocation up to number "
                    + lease.applied()
                    + ".",
                now)
            : HealthItem.problem(
                NAME,
                "This node cannot renew its lease, so it asks the database about every key.",
                now,
                "Check the connection to the database."));
  }
}
