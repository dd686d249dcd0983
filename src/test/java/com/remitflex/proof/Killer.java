package com.remitflex.proof;

import com.remitflex.testing.Await;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;

/** Kills nodes at one point after the other. */
@Tag("process")
final class Killer {
  private static final Duration FOR_A_KILL = Duration.ofSeconds(90);

  private final ProofCluster cluster;
  private final Random random;
  private final Map<KillPoint, Integer> points = new EnumMap<>(KillPoint.class);

  /** Any six kills in a row are at six points; a run with fewer begins with any. */
  private final int first;

  private Optional<KillPoint> armed = Optional.empty();
  private int killsBefore;

  Killer(ProofCluster cluster, Random random) {
    this.cluster = cluster;
    this.random = random;
    this.first = random.nextInt(KillPoint.values().length);
  }

  Map<KillPoint, Integer> points() {
    return points;
  }

  /** Every node that comes to the next point is killed, until one was. */
  void arm() {
    look();
    if (armed.isPresent()) {
      return;
    }
    KillPoint[] all = KillPoint.values();
    KillPoint next = all[(first + cluster.kills()) % all.length];
    armed = Optional.of(next);
    killsBefore = cluster.kills();
    if (next != KillPoint.SETTLE) {
      cluster.gates().forEach(gate -> gate.arm(next));
    }
  }

  /** Kills at the point that only the database shows, and counts. */
  void look() {
    if (armed.equals(Optional.of(KillPoint.SETTLE)) && isSettledUnknownToTheLedger()) {
      List<Integer> alive = cluster.alive();
      if (!alive.isEmpty()) {
        cluster.kill(alive.get(random.nextInt(alive.size())));
      }
    }
    if (armed.isPresent() && cluster.kills() > killsBefore) {
      points.merge(armed.get(), 1, Integer::sum);
      armed = Optional.empty();
      cluster.gates().forEach(NodeGate::disarm);
    }
  }

  private boolean isSettledUnknownToTheLedger() {
    return cluster
        .platform()
        .database()
        .with(handle ->
            handle
                .createQuery(
                    """
                    SELECT EXISTS (
                      SELECT 1 FROM payout JOIN payment ON payment.id = payout.payment_id
                      WHERE payout.step IN ('settled', 'failed') AND payment.status = 'processing')
                    """)
                .mapTo(Boolean.class)
                .one());
  }

  /** Goes on until so many were killed. */
  void finish(int kills, Actors actors, Model model) {
    long end = System.nanoTime() + FOR_A_KILL.toNanos();
    while (cluster.kills() < kills && System.nanoTime() < end) {
      arm();
      actors.act();
      look();
      model.check();
      Await.pause(Duration.ofMillis(50));
    }
    look();
    cluster.gates().forEach(NodeGate::disarm);
  }
}
