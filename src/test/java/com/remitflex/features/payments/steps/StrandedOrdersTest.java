package com.remitflex.features.payments.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.rails.Rails;
import com.remitflex.testing.LoggedBy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A network that was removed from the configuration while it had payments. */
class StrandedOrdersTest extends RailOrders {
  @Test
  void ordersOfARailThatIsNotConfiguredAreLoggedAtTheStart() {
    started(2);
    try (LoggedBy log = new LoggedBy(StrandedOrders.class)) {
      StrandedOrders.warn(platform.database(), new Rails(rail, List.of()));
      assertThat(log.messages()).isEmpty();

      StrandedOrders.warn(platform.database(), new Rails(new FakeRail("other"), List.of()));
      assertThat(log.messages())
          .singleElement()
          .asString()
          .startsWith("2 payments wait for the rail sandbox");
    }
  }
}
