package com.remitflex.features.corridors.changes;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.features.corridors.Corridor;
import com.remitflex.platform.access.Actor;
import com.remitflex.testing.TestPlatform;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Someone who can write the tables changes corridors: `doctor` finds it by the audit log. */
class PlantedCorridorTest {
  private TestPlatform platform;
  private CorridorManagement corridors;

  @BeforeEach
  void open() {
    platform = new TestPlatform();
    corridors = new CorridorManagement(platform.database(), platform.trail());
  }

  @AfterEach
  void close() {
    platform.close();
  }

  private List<String> violations() {
    return platform.database().with(CorridorInvariants::violations);
  }

  private void sql(String sql) {
    platform.database().use(handle -> handle.execute(sql));
  }

  @Test
  void whatOperatorsChangeIsNoFault() {
    assertThat(violations()).as("a new installation").isEmpty();
    corridors
        .change(
            "US-EU",
            new CorridorSettings(
                Optional.of(List.of("USDC")),
                Optional.of(45),
                Optional.of(new BigDecimal("12.34")),
                Optional.empty(),
                Optional.of(75)),
            "a test",
            Actor.operator())
        .orElseThrow();
    for (Corridor.Status status : Corridor.Status.values()) {
      corridors.setStatus("US-MX", status, "a test", Actor.operator()).orElseThrow();
    }
    corridors.setStatus("US-EU", Corridor.Status.DEGRADED, "a test", Actor.operator());

    assertThat(violations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UPDATE corridor SET fee_basis_points = 0 WHERE id = 'US-EU'",
        "UPDATE corridor SET maximum = maximum * 100 WHERE id = 'US-EU'",
        "UPDATE corridor SET minimum = 1 WHERE id = 'US-EU'",
        "UPDATE corridor SET stablecoins = '{USDC,USDT}' WHERE id = 'US-EU'",
        "UPDATE corridor SET status = 'unavailable' WHERE id = 'US-EU'",
        "DELETE FROM corridor WHERE id = 'US-EU'",
        "INSERT INTO corridor SELECT 'US-EU-2', source, destination, stablecoins, status,"
            + " usual_minutes, bounds_currency, minimum, maximum, 0, now() FROM corridor"
            + " WHERE id = 'US-EU'",
      })
  void whatAnotherProgramChangesIsFound(String change) {
    sql(change);

    assertThat(violations())
        .singleElement()
        .asString()
        .startsWith("US-EU")
        .contains("outside RemitFlex");
  }
}
