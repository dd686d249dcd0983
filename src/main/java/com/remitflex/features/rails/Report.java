package com.remitflex.features.rails;

import com.remitflex.platform.money.Money;
import java.time.Duration;
import java.util.Optional;

/**
 * A rail's report on an order. Each can arrive twice, late or after another one: what it changes is
 * decided by the payment's status when it is recorded.
 */
public sealed interface Report {
  /** The reason of orders that wait for the end of a pause. */
  String PAUSED = "paused";

  /** A limit for an order that comes to wait while the pause ends. */
  Duration WHILE_PAUSED = Duration.ofSeconds(15);

  /** A report that says nothing final about the money: the order is worked again. */
  sealed interface Open extends Report {
    Duration againAfter();
  }

  /** A report of facts that the payment shows in `settlement`. */
  sealed interface Progress extends Open {
    Settlement settlement();
  }

  /**
   * The rail has nothing new to report.
   *
   * @param reason why, for the operator, for example `liquidity`; empty if it is only early
   */
  record Waiting(Optional<String> reason, Duration againAfter) implements Open {
    public static Waiting early(Duration againAfter) {
      return new Waiting(Optional.empty(), againAfter);
    }

    /**
     * For an order of which nothing was begun, while its rail is paused. It is worked again after
     * the pause, without delay.
     */
    public static Waiting paused() {
      return because(PAUSED, WHILE_PAUSED);
    }

    public static Waiting because(String reason, Duration againAfter) {
      return new Waiting(Optional.of(reason), againAfter);
    }
  }

  /** A transaction was sent, or a reorganisation took it out of its block. */
  record Sent(Settlement settlement, Duration againAfter) implements Progress {
    public Sent {
      require(settlement.block().isEmpty(), settlement);
    }
  }

  /** The transaction is in a canonical block that is not final. */
  record Seen(Settlement settlement, Duration againAfter) implements Progress {
    public Seen {
      require(settlement.block().isPresent(), settlement);
    }
  }

  /**
   * The money has left the platform, finally.
   *
   * @param settlement the final facts; empty if no network was used
   * @param againAfter when to ask whether the recipient's bank has it; ignored for wallets
   */
  record Settled(Optional<Settlement> settlement, Duration againAfter) implements Report {}

  /**
   * The recipient's bank has received the money.
   *
   * @param againAfter when to ask whether it has sent the money back; empty if the rail reports
   *     that without being asked
   */
  record Delivered(Optional<Duration> againAfter) implements Report {
    public Delivered() {
      this(Optional.empty());
    }
  }

  /**
   * The recipient's bank has sent money back after it was delivered.
   *
   * @param amount what came back, in the currency that was delivered
   */
  record Returned(Money amount, ReturnReason reason) implements Report {}

  /**
   * The money will never leave, or has come back: it is released.
   *
   * @param proof what shows it, for the log: an unknown outcome is not a failure
   */
  record Failed(FailureReason reason, String proof) implements Report {}

  private static void require(boolean holds, Settlement settlement) {
    if (!holds) {
      throw new IllegalArgumentException("not such a report: " + settlement);
    }
  }
}
