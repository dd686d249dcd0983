package com.remitflex.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.testing.Anvil;
import com.remitflex.testing.Await;
import com.remitflex.testing.Guarantee;
import com.remitflex.testing.Guarantees;
import com.remitflex.testing.Proves;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestDirectories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real money on a real chain while everything goes wrong: nodes that are killed between any two
 * steps, a chain that is reorganised, URLs that lie, gas and liquidity that run out. After each
 * step, a simpler model compares the chain with what the platform says.
 *
 * <p>The seed repeats the actions in their order; what the processes do in the meantime depends on
 * their speed.
 */
@Tag("process")
@Tag("slow")
class LongProofTest {
  private static final int STEPS = Seeded.cases(120, 100_000);
  private static final int KILLS = Seeded.cases(1, 200);
  private static final int NODES = Seeded.isFull() ? 3 : 2;
  private static final int STEPS_OF_AN_EPISODE = 4_000;
  private static final int STEPS_OF_A_LINE = 250;
  private static final Duration PAUSE = Duration.ofMillis(Seeded.isFull() ? 20 : 120);
  private static final Duration MAX_REST = Duration.ofMinutes(5);

  @TempDir(factory = TestDirectories.class)
  static Path directory;

  @BeforeAll
  static void requireAnvil() {
    Anvil.assumeInstalled();
  }

  @Test
  @Proves(Guarantee.PAID_AT_MOST_ONCE)
  void whateverHappensTheChainAndTheLedgerAgree() {
    Random random = Seeded.random(LongProofTest.class);
    int episodes = Math.max(1, STEPS / STEPS_OF_AN_EPISODE);
    Map<KillPoint, Integer> points = new EnumMap<>(KillPoint.class);
    for (int episode = 0; episode < episodes; episode++) {
      // What one episode has not killed, because its chain stood still, the others do.
      int left = episodes - episode;
      int kills = Math.max(0, KILLS - sum(points) + left - 1) / left;
      episode(random, episode, STEPS / episodes, kills)
          .forEach((point, count) -> points.merge(point, count, Integer::sum));
    }
    assertThat(sum(points)).as("nodes that were killed").isGreaterThanOrEqualTo(KILLS);
    if (KILLS >= KillPoint.values().length) {
      assertThat(points).containsOnlyKeys(KillPoint.values());
    }
    Guarantees.note(Guarantee.PAID_AT_MOST_ONCE, "nodes killed at " + points);
  }

  private static int sum(Map<KillPoint, Integer> points) {
    return points.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** A platform from its first block to a breach of finality; answers where it was killed. */
  private static Map<KillPoint, Integer> episode(Random random, int number, int steps, int kills) {
    Path own = directory.resolve("episode" + number);
    try (ProofCluster cluster = new ProofCluster(created(own), NODES)) {
      String address =
          cluster
              .client(0)
              .post("/v1/deposit-addresses", "{\"network\": \"demo\"}")
              .json()
              .path("address")
              .asText();
      Model model = new Model(cluster, address);
      Actors actors = new Actors(cluster, random, model, address);
      Killer killer = new Killer(cluster, random);
      for (int step = 0; step < steps; step++) {
        if (kills > 0 && step % Math.max(1, steps / (kills + 1)) == 0 && cluster.kills() < kills) {
          killer.arm();
        }
        actors.act();
        killer.look();
        checked(model, number, step, actors);
        if ((step + 1) % STEPS_OF_A_LINE == 0) {
          System.out.println(
              "episode "
                  + number
                  + ", step "
                  + (step + 1)
                  + ": "
                  + cluster.kills()
                  + " kills, "
                  + model.counts());
        }
        Await.pause(PAUSE);
      }
      killer.finish(kills, actors, model);
      rest(cluster, actors, model);
      SecretsInMemory.requireNone(cluster);
      requireThatTheModelSees(cluster, model);
      new Breach(cluster, actors, model).run();
      Guarantees.ran(Guarantee.PAID_AT_MOST_ONCE, steps);
      System.out.println(
          "episode "
              + number
              + ": "
              + steps
              + " steps, "
              + cluster.kills()
              + " kills "
              + killer.points()
              + ", "
              + model.counts()
              + ", "
              + actors.done());
      return killer.points();
    }
  }

  private static Path created(Path path) {
    assertThat(path.toFile().mkdirs()).isTrue();
    return path;
  }

  private static void checked(Model model, int episode, int step, Actors actors) {
    try {
      model.check();
    } catch (AssertionError e) {
      Guarantees.broken(Guarantee.PAID_AT_MOST_ONCE, String.valueOf(e.getMessage()));
      throw new AssertionError(
          "episode " + episode + ", step " + step + ", " + actors.done() + ": " + e.getMessage(),
          e);
    }
  }

  /** Without disturbances, everything ends, and the equation holds. */
  private static void rest(ProofCluster cluster, Actors actors, Model model) {
    actors.heal();
    long end = System.nanoTime() + MAX_REST.toNanos();
    while (actors.isAnythingUnknown() || !model.isAtRest()) {
      assertThat(System.nanoTime()).as("at rest in time: " + model.open()).isLessThan(end);
      actors.askAgain();
      cluster.anvil().mine(1);
      model.check();
      Await.pause(Duration.ofMillis(200));
    }
    model.checkEquation();
  }

  /** A second payment to a wallet, which the platform cannot make, would not go unnoticed. */
  private static void requireThatTheModelSees(ProofCluster cluster, Model model) {
    String treasury = cluster.treasury().text();
    String paid =
        model.payments().stream()
            .filter(one -> one.status().equals("settled"))
            .findFirst()
            .orElseThrow()
            .address();
    String before = cluster.anvil().snapshot();
    cluster.anvil().call("anvil_setBalance", treasury, "0xde0b6b3a7640000");
    cluster.anvil().call("anvil_impersonateAccount", treasury);
    String second = cluster.token().transfer(treasury, paid, 1_000_000);
    cluster.anvil().mineCheaply();
    assertThat(cluster.anvil().receipt(second).path("status").asText())
        .as("the second payment is made")
        .isEqualTo("0x1");
    assertThatThrownBy(model::check).hasMessageContaining("canonical transfers of");
    cluster.anvil().call("anvil_stopImpersonatingAccount", treasury);
    cluster.anvil().revert(before);
    model.check();
  }
}
