package com.remitflex.features.treasury;

import com.remitflex.core.ledger.LedgerInvariants;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.database.DatabaseClock;
import com.remitflex.platform.jobs.ReadOnDemand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether the database responds, and whether the ledger in it is consistent. */
public final class DatabaseCheck implements HealthCheck {
  private static final String DATABASE = "Database";
  private static final String LEDGER = "Ledger";
  private static final Duration SLOW = Duration.ofMillis(500);
  private static final Duration MAX_CLOCK_DIFFERENCE = Duration.ofSeconds(5);
  private static final Duration LEDGER_MAX_AGE = Duration.ofMinutes(10);

  private final Database database;
  private final ReadOnDemand<List<String>> violations;

  public DatabaseCheck(Database database) {
    this.database = database;
    this.violations =
        new ReadOnDemand<>(
            "ledger", LEDGER_MAX_AGE, () -> database.inSnapshot(LedgerInvariants::violations));
  }

  @Override
  public List<HealthItem> items() {
    return List.of(database(), ledger());
  }

  private HealthItem database() {
    Instant before = Instant.now();
    Instant there;
    try {
      there = database.with(DatabaseClock::read);
    } catch (RuntimeException e) {
      return HealthItem.problem(
          DATABASE,
          "It does not respond.",
          before,
          "Check that PostgreSQL runs and that its disk has space.");
    }
    Instant after = Instant.now();
    Duration took = Duration.between(before, after);
    if (Duration.between(before, there).abs().compareTo(MAX_CLOCK_DIFFERENCE) > 0) {
      return HealthItem.problem(
          DATABASE,
          "Its clock and that of this machine differ by more than "
              + MAX_CLOCK_DIFFERENCE.toSeconds()
              + " s.",
          after,
          "Synchronise both clocks by NTP.");
    }
    String text = "It responded in " + took.toMillis() + " ms.";
    return took.compareTo(SLOW) > 0
        ? HealthItem.attention(
            DATABASE, text, after, "Look for long transactions and for a full disk.")
        : HealthItem.ok(DATABASE, text, after);
  }

  private HealthItem ledger() {
    Optional<ReadOnDemand.Read<List<String>>> read = violations.get();
    if (read.isEmpty()) {
      return HealthItem.unknown(LEDGER, "Every row is being checked.");
    }
    Instant at = read.get().at();
    Optional<List<String>> found = read.get().value();
    if (found.isEmpty()) {
      return new HealthItem(
          LEDGER,
          HealthItem.State.UNKNOWN,
          "Checking every row takes too long for this page.",
          Optional.of(at),
          Optional.of("Run ./remitflex doctor, which has no limit of time."));
    }
    return found.get().isEmpty()
        ? HealthItem.ok(LEDGER, "Every balance is the sum of its transfers.", at)
        : HealthItem.problem(
            LEDGER,
            "Balances and transfers differ in " + found.get().size() + " places.",
            at,
            "Pause everything, run ./remitflex doctor, and find out who changed the database.");
  }
}
