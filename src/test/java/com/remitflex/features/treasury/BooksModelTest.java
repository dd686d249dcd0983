package com.remitflex.features.treasury;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.core.accounts.HeadId;
import com.remitflex.core.audit.AuditTrail;
import com.remitflex.features.accounts.AccountOpening;
import com.remitflex.features.treasury.alarms.Findings;
import com.remitflex.platform.database.Database;
import com.remitflex.platform.ids.Environment;
import com.remitflex.platform.secrets.KeyHasher;
import com.remitflex.platform.secrets.PepperMac;
import com.remitflex.platform.secrets.Secrets;
import com.remitflex.testing.Seeded;
import com.remitflex.testing.TestDatabase;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random days of deposits, payouts, sweeps and movements on two networks: on every day the books
 * agree with the chains, and the proof names each fault that is planted.
 */
class BooksModelTest {
  private static final int DAYS_OF_A_LIFE = 250;
  private static final int MORE_LIVES = 10;

  private final Findings findings = new Findings(currency -> List.of("alpha", "beta"));
  private final Random random = Seeded.random(BooksModelTest.class);
  private final Map<PlantedFault, Integer> named = new EnumMap<>(PlantedFault.class);

  @Test
  void everyUnitIsExplainedAndEachFaultIsNamed() {
    int days = Seeded.cases(10, 10_000);
    for (int day = 0; day < days; day += DAYS_OF_A_LIFE) {
      live(Math.min(DAYS_OF_A_LIFE, days - day));
    }
    // A few days may have no sweep in which a fault could be planted.
    for (int i = 0; i < MORE_LIVES && named.size() < PlantedFault.values().length; i++) {
      live(10);
    }
    assertThat(named).as("faults that were planted").containsOnlyKeys(PlantedFault.values());
  }

  private void live(int days) {
    String url = TestDatabase.create();
    try (Database database = Database.open(url)) {
      KeyHasher hasher = Secrets.open(database, TestDatabase.secretsDirectory(), Optional.empty());
      PepperMac.use(database, hasher);
      AuditTrail audit = new AuditTrail(hasher);
      String account = new AccountOpening(database, audit).open("Model").id();
      SimulatedPlatform platform =
          new SimulatedPlatform(database, audit, new HeadId(account, Environment.LIVE), random);
      for (int day = 0; day < days; day++) {
        for (int i = random.nextInt(6); i >= 0; i--) {
          platform.act();
        }
        platform.endDay();
        platform.addLateDeposits();
        assertThat(database.inSnapshot(platform::proof).errors())
            .as("day " + day + ", before new deposits are matched")
            .isEmpty();
        assertThat(findings.of(database.inSnapshot(platform::proof), List.of())).isEmpty();
        platform.match();
        assertThat(database.inSnapshot(platform::proof).errors()).as("day " + day).isEmpty();
        plantAll(platform, day % 10 == 9 ? PlantedFault.all() : List.of(anyFault()));
      }
    } finally {
      TestDatabase.drop(url);
    }
  }

  private PlantedFault anyFault() {
    return PlantedFault.values()[random.nextInt(PlantedFault.values().length)];
  }

  private void plantAll(SimulatedPlatform platform, List<PlantedFault> faults) {
    for (PlantedFault fault : faults) {
      platform
          .database()
          .inTransaction(handle -> {
            Optional<String> expected = fault.plant(handle);
            expected.ifPresent(pattern -> {
              assertThat(platform.proof(handle).errors())
                  .as(fault.name())
                  .anyMatch(line -> line.matches(pattern));
              named.merge(fault, 1, Integer::sum);
            });
            handle.rollback();
            return true;
          });
    }
  }
}
