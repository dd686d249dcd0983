package com.remitflex.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {
  private static final Instant LOCAL = Instant.parse("2026-11-26T12:00:00Z");

  private final DatabaseClock clock = new DatabaseClock();

  /** A reading of a database that is so far ahead, with these delays before and after it. */
  private void read(Duration ahead, long millisBefore, long millisAfter) {
    Instant read = LOCAL.plus(ahead);
    clock.observe(LOCAL.minusMillis(millisBefore), read, LOCAL.plusMillis(millisAfter));
  }

  private long aheadMillis() {
    return Duration.between(Instant.now(), clock.now()).toMillis();
  }

  @Test
  void aSlowReadingDoesNotMoveTheEstimate() {
    read(Duration.ZERO, 900, 0);
    assertThat(aheadMillis()).isBetween(-50L, 50L);
    read(Duration.ZERO, 0, 900);
    assertThat(aheadMillis()).isBetween(-50L, 50L);
  }

  @Test
  void theEstimateFollowsADatabaseInTheFutureOrInThePast() {
    read(Duration.ofSeconds(40), 10, 10);
    assertThat(aheadMillis()).isBetween(40_000L, 40_100L);
    read(Duration.ofSeconds(40), 900, 900);
    assertThat(aheadMillis()).isBetween(40_000L, 40_100L);
    read(Duration.ofSeconds(-40), 10, 10);
    assertThat(aheadMillis()).isBetween(-40_000L, -39_900L);
  }

  /** The first reading was slow; a better one corrects it. */
  @Test
  void theEstimateIsNeverBehindTheDatabase() {
    read(Duration.ofSeconds(40), 900, 0);
    assertThat(aheadMillis()).isBetween(40_850L, 41_000L);
    read(Duration.ofSeconds(40), 1, 1);
    assertThat(aheadMillis()).isBetween(39_990L, 40_050L);
  }
}
