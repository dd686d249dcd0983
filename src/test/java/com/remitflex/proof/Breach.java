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
    long block = finalBlock();
    Map<String, String> before = statuses();
    cluster.anvil().reorganise((int) (cluster.anvil().height() - block + 1));
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

  /** A block that is final for the platform. It has a transaction: an empty one could come back. */
  private long finalBlock() {
    cluster.token().transfer(cluster.anvil().account(1), cluster.anvil().account(2), 1);
    cluster.anvil().mineCheaply();
    long block = cluster.anvil().height();
    cluster.anvil().mine(ProofCluster.FINAL_BLOCKS);
    Await.until("the platform has read it", this::platformsFinalHeight, height -> height >= block);
    return block;
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
