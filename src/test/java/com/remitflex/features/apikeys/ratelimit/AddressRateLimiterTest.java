package com.remitflex.features.apikeys.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import com.remitflex.platform.database.DatabaseClock;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which addresses have a minute of their own, and when the next one begins. */
class AddressRateLimiterTest {
  private static final int LIMIT = 3;
  private static final Instant NOON = Instant.parse("2026-01-01T12:00:50Z");

  private final DatabaseClock clock = new DatabaseClock();
  private final AddressRateLimiter minutes = new AddressRateLimiter(LIMIT, clock);

  AddressRateLimiterTest() {
    set(NOON);
  }

  private void set(Instant now) {
    Instant local = Instant.now();
    clock.observe(local, now, local);
  }

  private List<OptionalInt> count(int answers, String address) {
    return IntStream.range(0, answers).mapToObj(i -> minutes.count(address)).toList();
  }

  @Test
  void theFourthIsOneTooManyUntilTheMinuteEnds() {
    List<OptionalInt> answers = count(LIMIT + 2, "192.0.2.1");

    assertThat(answers.subList(0, LIMIT)).containsOnly(OptionalInt.empty());
    assertThat(answers.subList(LIMIT, LIMIT + 2))
        .allSatisfy(wait -> assertThat(wait.orElseThrow()).isBetween(1, 10));

    set(NOON.plusSeconds(10));
    assertThat(count(LIMIT, "192.0.2.1")).containsOnly(OptionalInt.empty());
  }

  @Test
  void addressesAreCountedApart() {
    count(LIMIT + 1, "192.0.2.1");

    assertThat(count(LIMIT, "192.0.2.2")).containsOnly(OptionalInt.empty());
    assertThat(minutes.count("192.0.2.1")).isPresent();
  }

  @Test
  void aNetworkOfIpv6CountsAsOneAddress() {
    count(1, "2001:db8:0:1::1");
    count(1, "2001:db8:0:1:ffff::2");
    count(1, "2001:0db8:0000:0001::3");

    assertThat(minutes.count("2001:db8:0:1::4")).isPresent();
    assertThat(minutes.count("2001:db8:0:2::1")).isEmpty();
  }

  @Test
  void zeroIsNoLimit() {
    AddressRateLimiter off = new AddressRateLimiter(0, clock);

    assertThat(IntStream.range(0, 1000).mapToObj(i -> off.count("192.0.2.1")))
        .containsOnly(OptionalInt.empty());
  }
}
