package com.remitflex.features.payments.steps;

import com.remitflex.features.payments.OrderStore;
import com.remitflex.features.payments.PaymentService.RailQueue;
import com.remitflex.features.rails.Rail;
import com.remitflex.features.rails.Rails;
import com.remitflex.platform.database.Database;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Payments in the queue of a rail that is not configured: they wait, with their funds held. */
public final class StrandedOrders {
  private static final Logger LOG = LoggerFactory.getLogger(StrandedOrders.class);

  private StrandedOrders() {}

  /** Logs a warning for each such rail. */
  public static void warn(Database database, Rails rails) {
    Set<String> configured = rails.all().stream().map(Rail::name).collect(Collectors.toSet());
    for (RailQueue queue : database.with(OrderStore::queues)) {
      if (!configured.contains(queue.rail())) {
        LOG.warn(
            "{} payments wait for the rail {}, which is not configured on this node. Their funds"
                + " stay held until a node with this rail carries them out: configure it again.",
            queue.orders(),
            queue.rail());
      }
    }
  }
}
