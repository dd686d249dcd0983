package com.remitflex.platform.http.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.remitflex.platform.database.lists.Position;
import com.remitflex.platform.errors.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which cursor is taken, and for how long. */
class CursorsTest {
  private static final Instant GIVEN = Instant.parse("2026-11-24T04:01:48Z");
  private static final Position PLACE = new Position(GIVEN.minusSeconds(7), 42);
  private static final byte[] OLD = new byte[32];
  private static final byte[] NEW = {1, 2, 3};
  private static final Cursors CURSORS = new Cursors(List.of(OLD));
  private static final String CURSOR = CURSORS.encode("list", PLACE, GIVEN);

  @Test
  void aCursorIsTakenForADayAndNotASecondLonger() {
    Instant end = GIVEN.plus(Duration.ofHours(24));

    assertThat(CURSORS.decode("list", CURSOR, GIVEN)).isEqualTo(PLACE);
    assertThat(CURSORS.decode("list", CURSOR, end.minusMillis(1))).isEqualTo(PLACE);
    assertRefused(CURSORS, "list", end);
    assertRefused(CURSORS, "list", end.plus(Duration.ofDays(400)));
  }

  @Test
  void aCursorIsOfOneListWithItsFilters() {
    assertRefused(CURSORS, "list status=pending", GIVEN);
    assertRefused(CURSORS, "", GIVEN);
  }

  @Test
  void aCursorOfAnEarlierSecretIsTakenWhileThatIsLoaded() {
    Cursors both = new Cursors(List.of(NEW, OLD));

    assertThat(both.decode("list", CURSOR, GIVEN)).isEqualTo(PLACE);
    assertRefused(new Cursors(List.of(NEW)), "list", GIVEN);
  }

  private static void assertRefused(Cursors cursors, String list, Instant now) {
    assertThatThrownBy(() -> cursors.decode(list, CURSOR, now))
        .isInstanceOfSatisfying(
            ApiException.class,
            e -> assertThat(e.error().code().name()).isEqualTo("INVALID_CURSOR"));
  }
}
