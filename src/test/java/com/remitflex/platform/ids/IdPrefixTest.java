package com.remitflex.platform.ids;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.testing.Await;
import com.remitflex.testing.Seeded;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdPrefixTest {
  private static final String CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

  private static final Random random = Seeded.random(IdPrefixTest.class);

  @Test
  void anIdIsItsPrefixAndAnUpperCaseUlid() {
    for (IdPrefix kind : IdPrefix.values()) {
      assertThat(kind.next()).matches("[a-z]+_[0-7][" + CROCKFORD + "]{25}");
      assertThat(kind.matches(kind.next())).isTrue();
    }
  }

  @Test
  void anIdCarriesTheMillisecondInWhichItWasMade() {
    for (int i = 0; i < 1_000; i++) {
      long before = System.currentTimeMillis();
      String id = IdPrefix.PAYMENT.next();
      assertThat(millis(id)).isBetween(before, System.currentTimeMillis());
    }
  }

  @Test
  void laterMillisecondsSortLater() throws InterruptedException {
    String last = IdPrefix.EVENT.next();
    for (int i = 0; i < 50; i++) {
      Await.pause(Duration.ofMillis(2));
      String next = IdPrefix.EVENT.next();
      assertThat(next).isGreaterThan(last);
      last = next;
    }
  }

  @Test
  void idsOfOneMillisecondDiffer() {
    int ids = Seeded.cases(20_000, 1_000_000);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < ids; i++) {
      seen.add(IdPrefix.TRANSACTION.next());
    }
    assertThat(seen).hasSize(ids);
  }

  /** Every bit of the entropy reaches the text: no position is constant or misses a character. */
  @Test
  void theRandomPartUsesEveryCharacterInEveryPlace() {
    int[][] counts = new int[16][128];
    for (int i = 0; i < 5_000; i++) {
      String id = IdPrefix.EVENT.next();
      for (int at = 0; at < 16; at++) {
        counts[at][id.charAt(id.length() - 16 + at)]++;
      }
    }
    for (int[] place : counts) {
      CROCKFORD.chars().forEach(c -> assertThat(place[c]).isPositive());
    }
  }

  @Test
  void anotherKindIsNotTaken() {
    for (IdPrefix kind : IdPrefix.values()) {
      for (IdPrefix other : IdPrefix.values()) {
        assertThat(kind.matches(other.next())).isEqualTo(kind == other);
      }
    }
  }

  @Test
  void anyCharacterOutsideTheAlphabetIsNotTaken() {
    for (int i = 0; i < 20_000; i++) {
      String id = IdPrefix.PAYMENT.next();
      int at = random.nextInt(id.length());
      char c = (char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(0xFFFF));
      String changed = id.substring(0, at) + c + id.substring(at + 1);
      boolean stillAnId = at < 4 ? changed.equals(id) : CROCKFORD.indexOf(c) >= 0;
      assertThat(IdPrefix.PAYMENT.matches(changed)).as(changed).isEqualTo(stillAnId);
    }
  }

  @Test
  void whatIsCutLengthenedOrInLowerCaseIsNotTaken() {
    String id = IdPrefix.PAYMENT.next();
    assertThat(IdPrefix.PAYMENT.matches(id.toLowerCase(java.util.Locale.ROOT))).isFalse();
    assertThat(IdPrefix.PAYMENT.matches(id + "0")).isFalse();
    assertThat(IdPrefix.PAYMENT.matches(" " + id)).isFalse();
    assertThat(IdPrefix.PAYMENT.matches(id + "\n")).isFalse();
    for (int length = 0; length < id.length(); length++) {
      assertThat(IdPrefix.PAYMENT.matches(id.substring(0, length))).isFalse();
    }
  }

  private static long millis(String id) {
    long millis = 0;
    for (char c : id.substring(4, 14).toCharArray()) {
      millis = millis * 32 + CROCKFORD.indexOf(c);
    }
    return millis;
  }
}
