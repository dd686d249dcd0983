package com.remitflex.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;

/**
 * A reorganisation that is deeper than final: the platform stops, and pays nothing a second time.
 */
@Tag("process")
record Breach(ProofCluster cluster, Actors actors, Model model) {
  private static final int BLOCKS = 12;

  void run() {
    Map<String, String> before = statuses();
    long depth = cluster.anvil().height() - platformsFinalHeight() + 2;
    cluster.anvil().reorganise((int) depth);
    cluster.anvil().mine(1);
    Await.until("the network is paused", this::isPaused);
    for (int i = 0; i < BLOCKS; i++) {
      cluster.anvil().mine(1);
      Await.pause(Duration.ofMillis(100));
    }
    assertThat(statuses()).as("no status changes").isEqualTo(before);
    assertThat(pending()).as("nothing is sent again").isEmpty();
    assertThat(isPaused()).isTrue();
  }

  private Map<String, String> statuses() {
    model.payments();
    return cluster
        .platform()
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT id, status FROM payment WHERE environment = 'live'")
                .map((row, context) -> List.of(row.getString("id"), row.getString("status")))
                .stream()
                .collect(Collectors.toMap(List::getFirst, List::getLast)));
  }

  private List<String> pending() {
    return cluster.anvil().call("txpool_content").path("pending").properties().stream()
        .map(Map.Entry::getKey)
        .filter(sender ->
            cluster.relayers().stream().anyMatch(one -> one.text().equalsIgnoreCase(sender)))
        .toList();
  }

  /** What is final for the model may be above it, in blocks that the model itself took back. */
  private long platformsFinalHeight() {
    return network("final_height", Long.class);
  }

  private boolean isPaused() {
    return network("pause_reason IS NOT NULL", Boolean.class);
  }

  private <T> T network(String expression, Class<T> type) {
    return cluster
        .platform()
        .database()
        .with(handle ->
            handle
                .createQuery("SELECT " + expression + " FROM chain_network WHERE name = 'demo'")
                .mapTo(type)
                .one());
  }
}
